"""Footage that must not be lost is not: holds, an oldest recording that nobody could read, and who answers for it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sightline.estate.state import State
from sightline.records.journal import entries
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite, finding, left

TRACKS = "ContentMgmt/record/tracks/"
#: When the tests were collected. The estate's day may be the next one: what is over is two days over.
TODAY = datetime.now(UTC).date()
UNTIL = TODAY + timedelta(days=90)
HOLD = f"holds: [{{case: ASB-77, devices: [nvr-1], channels: ['3'], from: 2026-01-01, until: {UNTIL}}}]"


def hold(site: LabSite, until: date = UNTIL) -> None:
    """A hold on one channel of the site."""
    site.edit("    custodian: evidence", f"    custodian: evidence\n    {HOLD.replace(str(UNTIL), str(until))}")


def shortened(site: LabSite) -> set[str]:
    """Devices whose retention is as the policy wants it."""
    return {name for name, one in site.check().items() if finding(one, "retention").verdict == "compliant"}


def test_a_hold_keeps_retention_and_everything_else_is_written(site: LabSite) -> None:
    hold(site)
    after = site.harden(accounts=True)
    assert len(site.said) == 2, "once for each device"
    for device in (NVR, CAMERA):
        said = next(text for text in site.said if text.startswith(device))
        assert f"footage of this system is held (ASB-77 until {UNTIL})" in said
        assert "`harden --accept-loss CASE`" in said
        assert after[device].state == "checked"
        drifts = left(after[device])
        assert drifts == {"retention", "oldest-recording"}
    assert not [url for _, url in site.device(NVR).counters.writes if url == f"{TRACKS}301"], "a track without sound"


def test_who_accepts_the_loss_stands_in_the_journal(site: LabSite) -> None:
    hold(site)
    work = site.begin("harden", accounts=True)
    before = set(work.state.runs.glob("*/journal.jsonl"))
    site.harden(accept_loss="ASB-77-released")
    assert site.said == []
    assert shortened(site) == {NVR, CAMERA}
    assert "; the limit is set: it was shortened on 2" in finding(site.check(NVR)[NVR], "oldest-recording").reason
    (journal,) = set(work.state.runs.glob("*-harden-*/journal.jsonl")) - before
    written = [one for one in entries(journal) if one["event"] == "write" and one["setting"] == "retention"]
    assert {one["device"] for one in written} == {NVR, CAMERA}
    assert {one["accept_loss"] for one in written} == {"ASB-77-released"}
    assert all(one["before"]["tracks"][0]["max_days"] != 31 for one in written), "what stood there can be told"


def test_a_full_disk_hides_no_write(site: LabSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the limit was shortened only explains; that it was written is on record whatever happens to that."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(State, "set_shortened", full)
    site.harden(CAMERA)
    assert site.said == []
    [journal] = State(site.folder).runs.glob("*-harden-*/journal.jsonl")
    assert [one["event"] for one in entries(journal) if one.get("setting") == "retention"] == ["write", "written"]


def test_a_hold_that_is_over_holds_nothing(site: LabSite) -> None:
    hold(site, until=TODAY - timedelta(days=2))
    site.harden()
    assert site.said == []
    assert shortened(site) == {NVR, CAMERA}


def blind(site: LabSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the search nor the calendar of the recorder answers."""
    verbs = site.device(NVR)._verbs  # type: ignore[attr-defined]
    answer = verbs._post

    def post(request: object, url: str) -> object:
        from sightline.lab.hikvision import replies

        if "search" in url or "dailyDistribution" in url:
            return replies.status(500, 3, "deviceError", "/ISAPI/" + url)
        return answer(request, url)

    monkeypatch.setattr(verbs, "_post", post)


def test_an_oldest_recording_that_nobody_can_read_keeps_retention(
    site: LabSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(site, monkeypatch)
    after = site.harden()
    assert finding(after[NVR], "oldest-recording").verdict == "unread"
    assert finding(after[NVR], "retention").verdict == "drift"
    assert finding(after[CAMERA], "retention").verdict == "compliant"
    assert [text for text in site.said if "the oldest recording could not be read" in text]
    site.harden(accept_loss="DPO-9")
    assert shortened(site) == {NVR, CAMERA}


def test_an_old_recorder_is_read_month_by_month(site: LabSite) -> None:
    site.device(NVR).switches.old_search = True
    found = site.check(NVR)[NVR]
    assert finding(found, "oldest-recording").verdict == "drift"
    site.harden(NVR)
    assert site.said == []


def test_plan_shows_the_days_or_why_not(site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = sightline.at(site, "plan").out
    assert "destroys the oldest 59.0 days of footage" in shown
    assert "destroys the oldest 9.0 days of footage" in shown
    hold(site)
    held = sightline.at(site, "plan").out
    assert held.count(f"not written: footage of this system is held (ASB-77 until {UNTIL})") == 2
    assert "destroys" not in held
    accepted = sightline.at(site, "plan", "--accept-loss", "ASB-77").out
    assert "not written: footage" not in accepted
    assert "destroys the oldest 59.0 days of footage" in accepted
    blind(site, monkeypatch)
    blinded = sightline.at(site, "plan", NVR, "--accept-loss", "ASB-77").out
    assert "how much footage would go is not known" in blinded
    assert [site.device(name).counters.writes for name in (NVR, CAMERA)] == [[], []]


def test_harden_on_the_command_line_names_the_case_and_goes_on(site: LabSite, sightline: Quick) -> None:
    hold(site)
    ended = sightline.at(site, "harden", "--yes", "--accounts")
    assert ended.status == 2
    assert ended.err.count("footage of this system is held (ASB-77") == 2
    assert "2 devices: 2 checked, 0 unreachable, 0 refused" in ended.out
    accepted = sightline.at(site, "harden", "--yes", "--accept-loss", "ASB-77")
    assert accepted.err == ""
    assert shortened(site) == {NVR, CAMERA}
