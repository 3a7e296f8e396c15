"""A device that fails in any way is named with the way out; the other one carries on; nothing of it is compliant."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sightline.estate.load import variable
from sightline.estate.state import State
from sightline.records.journal import entries
from tests.cli.quick import Ended, Quick
from tests.labsite import CAMERA, NVR, SPARED, LabSite, finding, verdicts

DOWN = [
    ("dead", True, "unreachable", "no connection"),
    ("hang", True, "unreachable", "timed out"),
    ("slow", 5.0, "unreachable", "timed out"),
    ("half", True, "refused", "half a reply"),
    ("truncated", True, "refused", ""),
    ("wrong_type", True, "refused", ""),
    ("busy", True, "refused", "deviceBusy"),
    ("locked_out", True, "refused", "locked our account"),
    ("new_certificate", True, "refused", "sightline trust"),
]


def reported(ended: Ended) -> dict[str, Any]:
    """The JSON report of a command."""
    assert "Traceback" not in ended.err
    report: dict[str, Any] = json.loads(ended.out)
    return report


@pytest.mark.parametrize(("switch", "value", "state", "says"), DOWN, ids=[row[0] for row in DOWN])
def test_a_device_that_fails_is_unread_and_the_other_one_is_checked(
    site: LabSite, switch: str, value: float | bool, state: str, says: str
) -> None:
    if switch in ("hang", "slow"):
        site.hurry()
    site.device(CAMERA).switches.set(switch, value)
    found = site.check()
    assert set(verdicts(found[CAMERA]).values()) == {"unread"}
    assert found[CAMERA].state == state
    assert says in found[CAMERA].why
    assert all(
        says in one.reason and one.found is None for one in found[CAMERA].findings if one.verdict != "not_applicable"
    )
    assert found[NVR].state == "checked"
    assert "unread" not in verdicts(found[NVR]).values()


@pytest.mark.parametrize("switch", ["hang", "half", "wrong_type", "busy", "locked_out", "new_certificate"])
def test_harden_writes_nothing_to_a_device_that_fails(site: LabSite, switch: str) -> None:
    site.hurry()
    site.device(NVR).switches.dead = True
    site.device(CAMERA).switches.set(switch, True)
    after = site.harden(accounts=True)
    assert site.device(CAMERA).counters.writes == []
    assert {verdict for one in after.values() for verdict in verdicts(one).values()} == {"unread"}


def test_the_exit_status_and_the_table_say_so(site: LabSite, sightline: Quick) -> None:
    site.device(NVR).switches.dead = True
    site.device(CAMERA).switches.new_certificate = True
    ended = sightline.at(site, "check")
    assert ended.status == 3
    assert "riverside-court/nvr-1  not identified" in ended.out
    assert "unreachable: " in ended.out
    assert "refused: " in ended.out
    assert "the certificate changed" in ended.out
    assert "`sightline trust SITE/DEVICE`" in ended.out
    assert "2 devices: 0 checked, 1 unreachable, 1 refused" in ended.out


def test_a_plan_names_what_was_not_read_and_says_nowhere_that_there_is_nothing_to_write(
    site: LabSite, sightline: Quick
) -> None:
    site.device(NVR).switches.dead = True
    site.device(CAMERA)._clock.error = timedelta(days=400)  # type: ignore[attr-defined]
    ended = sightline.at(site, "plan")
    assert "riverside-court/nvr-1\n  unreachable: GET /ISAPI/Security/userCheck: no connection" in ended.out
    assert "  oldest-recording\n    - unread: tracks 101: oldest: unread: the device's clock" in ended.out
    assert "nothing to write" not in ended.out


def test_a_refused_login_is_sent_once_and_not_again_tomorrow(site: LabSite, monkeypatch: pytest.MonkeyPatch) -> None:
    counters = site.device(NVR).counters
    monkeypatch.setenv(variable(NVR), "admin:wrong-1")
    today = site.check()
    assert (counters.credentialed, counters.refused_logins) == (1, 1)
    assert (today[NVR].state, set(verdicts(today[NVR]).values())) == ("refused", {"unread"})
    assert today[CAMERA].state == "checked"
    for verb in (site.check, site.harden):
        tomorrow = verb()
        assert counters.credentialed == 1, "none tomorrow"
        assert "so it is not sent again" in tomorrow[NVR].why
        assert "sightline secrets set riverside-court/nvr-1" in tomorrow[NVR].why
        assert "--retry-login" in tomorrow[NVR].why
    monkeypatch.setenv(variable(NVR), "admin:wrong-2")
    site.check()
    assert (counters.credentialed, counters.refused_logins) == (2, 2), "one for a changed secret"
    site.check()
    assert counters.credentialed == 2
    monkeypatch.setenv(variable(NVR), site.environment[variable(NVR)])
    assert site.check()[NVR].state == "checked"
    assert counters.refused_logins == 2


def test_retry_login_sends_one_more_and_none_where_the_device_is_about_to_lock(
    site: LabSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters = site.device(NVR).counters
    monkeypatch.setenv(variable(NVR), "admin:wrong")
    for sent in (1, 2, 3):
        site.check(NVR, work=site.begin(retry_login=True))
        assert (counters.credentialed, counters.refused_logins) == (sent, sent)
        site.check(NVR)
        assert counters.credentialed == sent
    kept = site.check(NVR, work=site.begin(retry_login=True))
    assert counters.credentialed == 3, "two tries are left for people"
    assert "leaves 2 tries" in kept[NVR].why


def test_a_refused_login_is_3_and_stands_in_the_journal(site: LabSite, sightline: Quick) -> None:
    site.environment[variable(NVR)] = "admin:wrong-password"
    ended = sightline.at(site, "check", NVR)
    assert ended.status == 3
    assert "wrong-password" not in ended.out + ended.err
    again = sightline.at(site, "check", NVR)
    assert "`sightline secrets set riverside-court/nvr-1`" in again.out
    assert site.device(NVR).counters.credentialed == 1
    journals = list((site.folder / ".sightline" / "runs").glob("*/journal.jsonl"))
    events = [(one["event"], one.get("device")) for journal in journals for one in entries(journal)]
    assert events.count(("login-refused", NVR)) == 1
    assert not [journal for journal in journals if "wrong-password" in journal.read_text()]
    assert sightline.at(site, "check", NVR, "--retry-login").status == 3
    assert site.device(NVR).counters.credentialed == 2


def test_a_locked_account_gets_no_credential(site: LabSite) -> None:
    site.device(NVR).switches.locked_out = True
    found = site.check(NVR)
    assert site.device(NVR).counters.credentialed == 0
    assert "minutes" in found[NVR].why
    site.device(NVR).switches.locked_out = False
    assert site.check(NVR)[NVR].state == "checked", "no mark stays: no password was refused"


def test_a_new_certificate_gets_nothing_and_trust_heals_it(site: LabSite, sightline: Quick) -> None:
    site.check()
    counters, before = site.device(CAMERA).counters, site.device(CAMERA).counters.requests
    site.device(CAMERA).switches.new_certificate = True
    ended = sightline.at(site, "check", CAMERA)
    assert ended.status == 3
    assert "the certificate changed" in ended.out
    assert counters.requests == before
    refused = sightline.at(site, "trust", CAMERA)
    assert refused.status == 1
    assert "say --yes" in refused.err
    accepted = sightline.at(site, "trust", CAMERA, "--yes")
    assert accepted.status == 0
    assert "SHA-256 " in accepted.out
    assert counters.requests == before, "a handshake alone"
    assert sightline.at(site, "check", CAMERA).status == 2


def test_another_box_is_unread_and_not_written_until_it_is_trusted(site: LabSite, sightline: Quick) -> None:
    site.check()
    site.device(NVR).switches.swapped = True
    found = site.harden(NVR, accounts=True)
    assert set(verdicts(found[NVR]).values()) == {"unread"}
    assert site.device(NVR).counters.writes == []
    assert "another box answers: serial" in found[NVR].why
    assert "sightline trust riverside-court/nvr-1" in found[NVR].why
    State(site.folder).set_shortened(NVR, datetime.now(UTC))
    assert sightline.at(site, "trust", NVR, "--yes").status == 0
    assert State(site.folder).shortened(NVR) is None, "that was the old box"
    assert site.check(NVR)[NVR].state == "checked"


@pytest.mark.parametrize("off", [timedelta(days=400), timedelta(days=-400)], ids=["ahead", "behind"])
def test_a_clock_far_off_makes_the_age_of_footage_unread(site: LabSite, off: timedelta) -> None:
    device = site.device(NVR)
    device._clock.error = off  # type: ignore[attr-defined]
    found = site.check(NVR)[NVR]
    assert finding(found, "clock").verdict == "drift"
    oldest = finding(found, "oldest-recording")
    assert (oldest.verdict, oldest.found) == ("unread", None)
    assert "days off: ages of footage mean nothing" in oldest.reason


def test_a_clock_far_off_keeps_retention_from_being_shortened(site: LabSite) -> None:
    site.device(NVR)._clock.error = timedelta(days=400)  # type: ignore[attr-defined]
    site.harden(NVR)
    assert not [url for _, url in site.device(NVR).counters.writes if url == "ContentMgmt/record/tracks/301"]
    assert any("nobody knows what would be destroyed" in text and "--accept-loss CASE" in text for text in site.said)


def test_a_device_that_ignores_writes_ends_with_drift_and_says_so(site: LabSite, sightline: Quick) -> None:
    site.device(CAMERA).switches.ignore_writes = True
    ended = sightline.at(site, "harden", CAMERA, "--yes", "--accounts")
    assert ended.status == 2
    assert "riverside-court/entrance: no-audio: written, not taken: streams" in ended.err.replace("  ", " ")
    assert "no-audio" in ended.out


def test_a_device_that_needs_a_restart_says_so_and_stays_drift(site: LabSite) -> None:
    site.device(CAMERA).switches.needs_reboot = True
    after = site.harden(CAMERA)
    assert finding(after[CAMERA], "no-audio").verdict == "drift"
    assert any("no-audio" in text and "restart it and check again" in text for text in site.said)


def test_a_device_that_refuses_writes_says_so_and_stays_drift(site: LabSite) -> None:
    site.device(CAMERA).switches.refuse_put = True
    after = site.harden(CAMERA)
    assert finding(after[CAMERA], "no-audio").verdict == "drift"
    assert any(text.startswith(f"{CAMERA}: no-audio: ") and "HTTP 403" in text for text in site.said)


@pytest.mark.parametrize("verb", ["check", "harden"])
def test_two_runs_at_once_the_second_is_refused_and_names_the_first(site: LabSite, sightline: Quick, verb: str) -> None:
    state, host = State(site.folder), site.device(NVR).spec.host
    words = [verb, "--format", "json", *(["--yes"] if verb == "harden" else [])]
    with state.lock(host, "20260101T000000Z-harden-0000"):
        report = reported(sightline.at(site, *words))
    nvr = report["devices"][0]
    assert (nvr["device"], nvr["state"], nvr["requests"]) == ("nvr-1", "refused", 0)
    assert f"another run (20260101T000000Z-harden-0000, pid {os.getpid()}) holds" in nvr["reason"]
    assert report["devices"][1]["state"] == "checked"
    own = [f for f in report["findings"] if f["device"] == "nvr-1" and f["control"] not in SPARED]
    assert {f["verdict"] for f in own} == {"unread"}
    assert site.device(NVR).counters.requests == 0


def test_a_recorder_is_not_written_while_another_run_has_its_camera(site: LabSite) -> None:
    with State(site.folder).lock(site.device(CAMERA).spec.host, "the-other-run"):
        site.harden(NVR)
    assert site.device(NVR).counters.writes == []
    assert any("the-other-run" in text for text in site.said)


def test_a_missing_secret_is_one_device_refused(
    site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    del site.environment[variable(NVR)]
    monkeypatch.delenv(variable(NVR))
    ended = sightline.at(site, "check", "--format", "json")
    report = reported(ended)
    assert ended.status == 2, "the camera drifts"
    assert [device["state"] for device in report["devices"]] == ["refused", "checked"]
    assert report["coverage"] == {"devices": 2, "checked": 1, "unreachable": 0, "refused": 1}
    assert f"the variable {variable(NVR)} is not set" in report["devices"][0]["reason"]
    assert site.device(NVR).counters.requests == 0
    assert sightline.at(site, "check", NVR).status == 3


def test_a_rule_that_breaks_on_a_device_is_unread_there_and_ends_no_run(site: LabSite) -> None:
    def breaks(*_: object) -> Any:
        raise ZeroDivisionError("no such thing")

    work = site.begin()
    work.controls["retention"]._wants, kept = breaks, work.controls["retention"]._wants
    try:
        found = site.check(work=work)
    finally:
        work.controls["retention"]._wants = kept
    for one in found.values():
        assert finding(one, "retention").verdict == "unread"
        assert "ZeroDivisionError" in finding(one, "retention").reason
        assert finding(one, "no-audio").verdict == "drift"


def test_a_keepass_file_that_cannot_be_read_ends_the_run_before_any_device(site: LabSite, sightline: Quick) -> None:
    file = site.folder / "inventory" / "estate.yml"
    kdbx = "secrets: {store: kdbx, file: .sightline/s.kdbx, key_file: .sightline/s.key}"
    file.write_text(file.read_text().replace("secrets: {store: env}", kdbx))
    assert sightline.at(site, "secrets", "set", NVR, stdin="admin:x\n").status == 0
    for broken in ("s.key", "s.kdbx"):
        (site.folder / ".sightline" / broken).write_bytes(b"no such thing")
        for words in (["check"], ["secrets", "list"]):
            ended = sightline.at(site, *words)
            assert (ended.status, ended.out) == (1, "")
            assert "s.kdbx: " in ended.err
            assert "backup" in ended.err
    assert site.device(NVR).counters.requests == 0
