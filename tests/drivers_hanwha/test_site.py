"""The whole job on the lab's camera and recorder: as they come, hardened, and after the night in which they purge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.makesite import PASSWORDS
from tests.drivers_hanwha.hanwhasite import CAM, NVR, running, session
from tests.labsite import LabSite, finding, verdicts

#: A camera's card is searched by months, a year back: 13 of these requests.
MOST_REQUESTS = {CAM: 45, NVR: 32}
#: Controls that were there when this was written; later ones have tests of their own.
DRIFTED = {
    CAM: {
        "no-audio": "drift",
        "retention": "drift",
        "oldest-recording": "drift",
        "encrypted-export": "unsupported",
        "storage-health": "compliant",
        "accounts": "drift",
        "remote-defaults": "drift",
        "default-login": "unread",
        "firmware": "compliant",
        "clock": "drift",
    },
    NVR: {
        "no-audio": "drift",
        "retention": "drift",
        "oldest-recording": "drift",
        "encrypted-export": "drift",
        "storage-health": "compliant",
        "accounts": "drift",
        "remote-defaults": "drift",
        "default-login": "unread",
        "firmware": "compliant",
        "clock": "drift",
    },
}
#: What cannot be said stays unsupported, or unread where only an attempt would tell.
AFTERWARDS = {
    "no-audio": "compliant",
    "retention": "compliant",
    "oldest-recording": "compliant",
    "encrypted-export": "unsupported",
    "storage-health": "compliant",
    "accounts": "unsupported",
    "remote-defaults": "unsupported",
    "default-login": "unread",
    "firmware": "compliant",
    "clock": "compliant",
}
REASONS = {
    "encrypted-export": "no encryption of a card, disk or export is confirmed",
    "accounts": "it locks after wrong logins, and no menu shows or sets that",
    "remote-defaults": "no menu for telnet is confirmed",
    "default-login": "attempt not allowed",
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def judged(site: LabSite) -> dict[str, dict[str, str]]:
    return {
        name: {control: verdict for control, verdict in verdicts(one).items() if control in AFTERWARDS}
        for name, one in site.check().items()
    }


def test_drifted_devices_are_hardened_and_say_what_they_cannot_say(site: LabSite) -> None:
    assert judged(site) == DRIFTED
    assert all(site.device(name).counters.requests <= MOST_REQUESTS[name] for name in MOST_REQUESTS)
    assert all(site.device(name).counters.writes == [] for name in DRIFTED)

    site.harden(accounts=True)
    assert [said for said in site.said if any(control in said for control in AFTERWARDS)] == []
    for name in DRIFTED:
        site.device(name).advance(25)
    assert judged(site) == dict.fromkeys(DRIFTED, AFTERWARDS)
    after = site.check()
    for name in DRIFTED:
        assert site.device(name).counters.refused_logins == 0
        for control, reason in REASONS.items():
            assert reason in finding(after[name], control).reason

    written = {name: len(site.device(name).counters.writes) for name in DRIFTED}
    site.harden(accounts=True)
    assert {name: len(site.device(name).counters.writes) for name in DRIFTED} == written, "nothing is left to write"


def test_two_witnesses_say_that_sound_is_off(site: LabSite) -> None:
    site.harden()
    reason = finding(site.check()[CAM], "no-audio").reason
    for profile in (1, 2, 10):
        assert f"streams 1/{profile}: enabled is false by RTSP" in reason
        assert f"/profile{profile}/media.smp" in reason


def test_accounts_stay_without_leave_and_a_declared_one_always(site: LabSite) -> None:
    site.harden()
    assert ("remove", "security.users") not in site.device(NVR).counters.writes
    assert ("update", "security.users") not in site.device(CAM).counters.writes
    site.harden(accounts=True)
    after = site.check()
    of_nvr, of_cam = (finding(after[name], "accounts").found for name in (NVR, CAM))
    assert of_nvr is not None
    assert of_cam is not None
    assert [one["name"] for one in of_nvr["accounts"]] == ["admin", "evidence", "guard"]
    assert {one["name"]: one["enabled"] for one in of_cam["accounts"]} == {
        "admin": True,
        "recorder": True,
        "installer": False,
        "user3": False,
        "user4": False,
    }
    assert finding(after[NVR], "no-audio").verdict != "unread", "the recorder still reaches its camera"


def test_days_are_set_before_deleting_is_switched_on(site: LabSite) -> None:
    """Channel 4 has 5 days standing from before: with the switch first they would be in force."""
    site.harden()
    assert site.device(NVR).counters.writes.count(("set", "recording.storage")) == 5
    with session(site, NVR) as of:
        setting = of.view("recording", "storage")
    assert setting.flag("AutoDeleteEnable")
    assert {row.number("AutoDeleteDays") for row in setting.rows("Channel").values()} == {31}


@pytest.mark.parametrize("switch", ["ignore_writes", "needs_reboot", "refuse_put"])
def test_a_write_that_is_not_done_ends_with_drift_and_is_said(site: LabSite, switch: str) -> None:
    for name in DRIFTED:
        site.device(name).switches.set(switch, True)
    after = site.harden(accounts=True)
    for name in DRIFTED:
        left = {control for control, verdict in verdicts(after[name]).items() if verdict == "drift"}
        assert {control for control, verdict in DRIFTED[name].items() if verdict == "drift"} <= left
        assert any(text.startswith(f"{name}: no-audio") for text in site.said)
    if switch != "refuse_put":
        assert any("written, not taken" in text for text in site.said)


def test_no_password_is_in_what_is_read(site: LabSite) -> None:
    for found in site.check().values():
        assert not any(password in str(found) for password in PASSWORDS.values())
