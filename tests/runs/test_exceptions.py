"""An audio exception on the lab's devices: on at its start, off at its end, and off at every doubt."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import gevent
import pytest

from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.estate.sounding import Sounding
from sightline.estate.waiverfile import add
from sightline.lab import SITE
from sightline.policy.waiver import Approval, Waiver, objection
from sightline.runs import exceptions
from sightline.runs.harden import harden
from tests.labsite import CAMERA, NVR, LabSite, finding

#: When the tests were collected: what is to come is two days off, lest midnight falls between.
TODAY = datetime.now(ZoneInfo("Europe/London")).date()
BOTH = ("riverside-court/nvr-1", "riverside-court/entrance")


@pytest.fixture
def quiet(site: LabSite) -> LabSite:
    """Both devices silent, and a policy that names an approver."""
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("approvers: []", "approvers: [DPO]"))
    work = site.begin("harden")
    links = [Link(work, device) for device in work.estate.devices]
    harden(work, links, {name: {"no-audio"} for name in BOTH}, site.said.append)
    for link in links:
        link.close()
    assert (site.said, heard(site)) == ([], {NVR: set(), CAMERA: set()})
    return site


def a_waiver(**other: Any) -> Waiver:
    return replace(
        Waiver(
            control="no-audio",
            devices=BOTH,
            channels=("1",),
            reason="Threats",
            case="ASB-77",
            author="Ann",
            approved_by="DPO",
            starts=TODAY,
            until=TODAY + timedelta(days=1),
        ),
        **other,
    )


def a_run(site: LabSite, *approved: Waiver, hours: float = 1, **options: Any) -> Work:
    """A run some hours after the scheduled one, that knows who approved these."""
    work = site.begin("harden", **{"apply_exceptions": True, **options})
    approvals = {one.sha256: Approval(by="DPO", at=datetime.now(UTC)) for one in approved}
    approvers = work.estate.policy.approvers
    objections = {one.sha256: objection(one, approvers, approvals) for one in work.estate.waivers}
    work.estate = replace(work.estate, objections=objections)
    work.scheduled = work.attended = datetime.now(UTC) - timedelta(hours=hours)
    return work


def put(site: LabSite, *waivers: Waiver) -> None:
    path = site.folder / "policies" / "waivers.yml"
    path.write_text("waivers: []\n")
    for waiver in waivers:
        add(path, waiver)


def heard(site: LabSite) -> dict[str, set[str]]:
    """Which ways of sound are on on channel 1, by the device's own word."""
    work, found = site.begin(), {}
    for device in work.estate.devices:
        link = Link(work, device)
        audio = link.read("audio")["found"]
        ways = [*audio["streams"], *audio["recorded"]]
        found[device.id] = {one["stream"] for one in ways if one["channel"] == "1" and one["enabled"] is True}
        link.close()
    return found


def started(site: LabSite, *waivers: Waiver) -> list[str]:
    """Puts them into effect; what was said."""
    said: list[str] = []
    work = a_run(site, *waivers)
    exceptions.begin(work, exceptions.due(work, None), said.append)
    return said


def journal(work: Work) -> list[dict[str, Any]]:
    return [json.loads(line) for line in work.journal.path.read_text().splitlines()]


def test_it_comes_on_on_its_channels_alone_and_is_waived(quiet: LabSite) -> None:
    put(quiet, a_waiver())
    said = started(quiet, a_waiver())
    assert [text.partition(":")[0] for text in said] == [NVR, CAMERA], "the recorder passes it on"
    work = a_run(quiet, a_waiver(), apply_exceptions=False)
    found = {name: finding(one, "no-audio") for name, one in quiet.check(work=work).items()}
    assert {one.verdict for one in found.values()} == {"waived"}
    assert {part.channel for part in found[NVR].channels if part.verdict == "waived"} == {"1"}
    assert {one.waiver for one in found.values()} == {"ASB-77"}


def test_a_run_after_its_end_turns_it_off_before_anything_else_and_proves_it(quiet: LabSite) -> None:
    put(quiet, a_waiver())
    started(quiet, a_waiver())
    ended = a_waiver(starts=TODAY - timedelta(days=3), until=TODAY - timedelta(days=1))
    put(quiet, ended)
    work, said = a_run(quiet, ended), list[str]()
    assert exceptions.end(work, None, said.append) == []
    assert all("has ended and is off" in text for text in said)
    assert [one["event"] for one in journal(work)].count("exception-ended") == 2
    assert heard(quiet) == {NVR: set(), CAMERA: set()}
    assert work.soundings.read() == ([], [])


@pytest.mark.parametrize(
    ("change", "run"),
    [
        (lambda site: put(site), lambda site: a_run(site, a_waiver())),
        (lambda site: put(site, a_waiver(reason="more")), lambda site: a_run(site, a_waiver())),
        (lambda _: None, lambda site: a_run(site)),
        (lambda _: None, lambda site: a_run(site, a_waiver(), hours=30)),
        (lambda site: no_approvers(site), lambda site: a_run(site, a_waiver())),
    ],
    ids=["taken out", "changed", "not approved any more", "a scheduled run is missing", "no approvers any more"],
)
def test_every_doubt_turns_it_off(
    quiet: LabSite, change: Callable[[LabSite], None], run: Callable[[LabSite], Work]
) -> None:
    put(quiet, a_waiver())
    started(quiet, a_waiver())
    assert exceptions.end(a_run(quiet, a_waiver()), None, print) == []
    assert all(heard(quiet).values()), "in its days it goes on"
    change(quiet)
    assert exceptions.end(run(quiet), None, print) == []
    assert heard(quiet) == {NVR: set(), CAMERA: set()}


def no_approvers(site: LabSite) -> None:
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("approvers: [DPO]", "approvers: []"))


@pytest.mark.parametrize(
    ("waiver", "approved", "hours", "why"),
    [
        (a_waiver(starts=TODAY + timedelta(days=2), until=TODAY + timedelta(days=3)), True, 1, ""),
        (a_waiver(until=TODAY - timedelta(days=1), starts=TODAY - timedelta(days=2)), True, 1, ""),
        (a_waiver(), False, 1, "nobody has approved it"),
        (a_waiver(), True, 30, "no scheduled run with --apply-exceptions for 30 hours"),
        (a_waiver(channels=()), True, 1, "names no channels"),
        (a_waiver(devices=("riverside-court/*",)), True, 1, "by a pattern"),
        (a_waiver(devices=(CAMERA,)), True, 1, f"no approved exception names channel 1 of {NVR}"),
        (a_waiver(devices=(NVR,)), True, 1, f"no approved exception names {CAMERA}"),
    ],
)
def test_what_is_in_doubt_never_starts(quiet: LabSite, waiver: Waiver, approved: bool, hours: float, why: str) -> None:
    put(quiet, waiver)
    work = a_run(quiet, *([waiver] if approved else []), hours=hours)
    assert exceptions.due(work, None) == []
    assert heard(quiet) == {NVR: set(), CAMERA: set()}
    told = [one.held for device in work.estate.devices for one in work.policy_for(device, "").exempt]
    assert (not told) if not why else any(why in one for one in told)


def test_no_write_lets_sound_in_that_is_not_remembered(quiet: LabSite) -> None:
    """Not even by hand: the last guard stands before the device."""
    put(quiet, a_waiver())
    work = a_run(quiet, a_waiver())
    link = Link(work, work.estate.device(CAMERA))
    found = link.read("audio")["found"]
    on = json.loads(json.dumps(found).replace("false", "true"))
    answer = link.write("audio", on)
    link.close()
    assert answer["status"] == "refused"
    assert "sound is not let in" in answer["reason"]
    assert heard(quiet)[CAMERA] == set()


def test_a_device_that_does_not_confirm_is_a_breach_and_stays_remembered(quiet: LabSite) -> None:
    put(quiet, a_waiver())
    started(quiet, a_waiver())
    put(quiet)
    quiet.device(CAMERA).switches.dead = True
    said: list[str] = []
    work = a_run(quiet)
    [signal] = exceptions.end(work, None, said.append)
    assert (signal.kind, signal.site, signal.device) == ("audio-not-off", "riverside-court", "entrance")
    assert "NOT proven off" in signal.what
    assert [one.device for one in work.soundings.read()[0]] == [CAMERA]


def test_a_device_that_left_the_inventory_cannot_confirm(quiet: LabSite) -> None:
    put(quiet, a_waiver())
    started(quiet, a_waiver())
    put(quiet)
    quiet.edit(r"  - name: entrance\n(    .*\n)+", "")
    quiet.edit(r"      - \{name: recorder.*\n", "")
    [signal] = exceptions.end(a_run(quiet), None, print)
    assert "the inventory has no such device any more" in signal.what


def test_a_mark_that_cannot_be_read_is_a_breach_and_stops_nothing(quiet: LabSite) -> None:
    put(quiet, a_waiver())
    started(quiet, a_waiver())
    put(quiet)
    marks = sorted((quiet.folder / ".sightline" / "sound").iterdir())
    [mark] = [path for path in marks if "entrance" in path.name]
    mark.write_text(mark.read_text()[:-20])
    [signal] = exceptions.end(a_run(quiet), None, print)
    assert re.search(r"sound/riverside-court_entrance.*: which sound is on cannot be read", signal.what)
    assert a_run(quiet).soundings.read()[0] == [], "the other one is off all the same"


def test_harden_leaves_an_exception_in_effect_alone(quiet: LabSite) -> None:
    put(quiet, a_waiver())
    started(quiet, a_waiver())
    work = a_run(quiet, a_waiver(), apply_exceptions=False)
    assert {finding(one, "no-audio").verdict for one in quiet.check(work=work).values()} == {"waived"}
    assert work.kept("no-audio", work.estate.device(CAMERA), work.policy_to_write(work.estate.device(CAMERA), ""))


assert {spec.name for spec in SITE} == set(BOTH)


def test_two_that_ended_on_one_device_are_turned_off_one_after_the_other(
    site: LabSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, busy, met = site.begin("harden"), set[str](), list[str]()
    for device in BOTH:
        for case in ("A-1", "A-2"):
            more: dict[str, Any] = {"case": case, "channels": ("1",), "until": TODAY, "since": "2026-11-01T00:00:00"}
            work.soundings.note(Sounding(device=device, waiver=case, **more))

    def ends(_: Work, mark: Sounding, __: object) -> None:
        assert mark.device not in busy
        busy.add(mark.device)
        gevent.sleep(0.01)
        busy.remove(mark.device)
        met.append(f"{mark.device} {mark.case}")

    monkeypatch.setattr(exceptions, "_end", ends)
    assert exceptions.end(work, None, site.said.append) == []
    assert sorted(met) == sorted(f"{device} {case}" for device in BOTH for case in ("A-1", "A-2"))
