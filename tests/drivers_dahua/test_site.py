"""The whole job on the lab's camera and recorder: as they come, hardened, and after the night in which they purge."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sightline import drivers
from sightline.settings import Health, known
from tests.drivers.makesite import PASSWORDS
from tests.drivers_dahua.dahuasite import CAM, NVR, device, running, session
from tests.labsite import LabSite, finding, verdicts

#: And two for the picture: it is asked for by CGI, whose login is another one than RPC2's.
MOST_REQUESTS, PICTURE = 14, 2
#: A recorder refuses tables in a batch: one request each, and three searches and their frame for its two channels.
MOST_OF_RECORDER = 50
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
        "default-login": "compliant",
        "firmware": "compliant",
        "clock": "drift",
    },
    NVR: {
        "no-audio": "drift",
        "retention": "unsupported",
        "oldest-recording": "compliant",
        "encrypted-export": "unsupported",
        "storage-health": "compliant",
        "accounts": "drift",
        "remote-defaults": "drift",
        "default-login": "compliant",
        "firmware": "compliant",
        "clock": "drift",
    },
}
HARDENED = {
    name: {
        **before,
        "no-audio": "compliant",
        "retention": "compliant" if name == CAM else "unsupported",
        "oldest-recording": "compliant",
        "accounts": "unsupported",
        "remote-defaults": "unsupported",
        "clock": "compliant",
    }
    for name, before in DRIFTED.items()
}
REASONS = {
    "encrypted-export": "no confirmed call says whether a store is encrypted",
    "accounts": "no confirmed call lists ONVIF accounts",
    "remote-defaults": "services platform: enabled: unsupported",
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def judged(site: LabSite) -> dict[str, dict[str, str]]:
    return {
        name: {control: verdict for control, verdict in verdicts(one).items() if control in DRIFTED[CAM]}
        for name, one in site.check().items()
    }


def test_drifted_devices_are_hardened_and_say_what_they_cannot_say(site: LabSite) -> None:
    assert judged(site) == DRIFTED
    assert all(site.device(name).counters.writes == [] for name in DRIFTED)

    site.harden(accounts=True)
    assert [said for said in site.said if any(control in said for control in DRIFTED[CAM])] == []
    for name in DRIFTED:
        site.device(name).advance(25)
    assert judged(site) == HARDENED
    after = site.check()
    for name in DRIFTED:
        assert site.device(name).counters.refused_logins == 0
        assert device(site, name).open_finders == 0
        for control, reason in REASONS.items():
            assert reason in finding(after[name], control).reason
    assert "which table of a recorder holds the days" in finding(after[NVR], "retention").reason

    written = {name: len(site.device(name).counters.writes) for name in DRIFTED}
    site.harden(accounts=True)
    assert {name: len(site.device(name).counters.writes) for name in DRIFTED} == written, "nothing is left to write"


@pytest.mark.parametrize("hardened", [False, True])
def test_a_camera_takes_14_requests_and_a_recorder_one_for_each_table(site: LabSite, hardened: bool) -> None:
    if hardened:
        site.harden(accounts=True)
    for name, most in {CAM: MOST_REQUESTS + PICTURE, NVR: MOST_OF_RECORDER}.items():
        before = site.device(name).counters.requests
        found = site.check(name)[name]
        taken = site.device(name).counters.requests - before
        assert found.requests == taken <= most


def test_an_old_camera_of_cgi_alone_is_hardened_as_well(site: LabSite) -> None:
    device(site, CAM).has_rpc2 = False
    without_scan = {"default-login": "unread"}
    assert judged(site)[CAM] == {**DRIFTED[CAM], **without_scan}
    site.harden(accounts=True)
    site.device(CAM).advance(25)
    assert judged(site)[CAM] == {**HARDENED[CAM], **without_scan}
    rows_on = ("ExtraFormat[0]", "MainFormat[0]", "MainFormat[1]", "MainFormat[2]")
    query = "&".join(["action=setConfig", *(f"Encode[0].{row}.AudioEnable=false" for row in rows_on)])
    assert ("GET", query) in site.device(CAM).counters.writes


def test_an_old_recorder_says_of_what_its_lists_do_not_prove_that_it_is_unread(site: LabSite) -> None:
    """Channels 3 and 4 have titles and no encoder: unbound, or cut off."""
    device(site, NVR).has_rpc2 = False
    site.harden(NVR, accounts=True)
    after = site.check(NVR)[NVR]
    for control in ("no-audio", "oldest-recording", "remote-defaults", "default-login"):
        assert finding(after, control).verdict == "unread"
    assert "Encode does not list the channel" in finding(after, "no-audio").reason
    assert device(site, NVR)._tables["Encode"][0]["MainFormat"][0]["AudioEnable"] is False


def listens(host: str, port: int) -> None:
    """The lab opens a port a moment after a switch was set."""
    for _ in range(200):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"{host}:{port} does not listen")


def test_two_witnesses_say_that_sound_is_off(site: LabSite) -> None:
    site.harden()
    reason = finding(site.check(CAM)[CAM], "no-audio").reason
    for stream, subtype in (("1-main-1", 0), ("1-sub-1", 1)):
        assert f"streams {stream}: enabled is false by RTSP" in reason
        assert f"/cam/realmonitor?channel=1&subtype={subtype}" in reason
    site.device(CAM).switches.hidden_audio = True
    assert finding(site.check(CAM)[CAM], "no-audio").verdict == "drift"


def test_a_telnet_that_the_device_hides_is_drift(site: LabSite) -> None:
    site.harden()
    site.device(CAM).switches.hidden_telnet = True
    host = site.lab.address(CAM).removeprefix("http://").partition(":")[0]
    listens(host, site.lab.port(CAM, "telnet"))
    found = finding(site.check(CAM)[CAM], "remote-defaults")
    assert found.verdict == "drift"
    assert "telnet" in found.reason


def test_accounts_stay_without_leave_and_a_declared_one_always(site: LabSite) -> None:
    site.harden()
    assert not any("deleteUser" in call for _, call in site.device(CAM).counters.writes)
    site.harden(accounts=True)
    after = site.check()
    for name, own in {CAM: "recorder", NVR: "guard"}.items():
        shown = finding(after[name], "accounts").found
        assert shown is not None
        assert [account["name"] for account in shown["accounts"]] == ["admin", own]
    with session(site, NVR) as of:
        health = drivers.read("dahua", of, "health")
    assert isinstance(health, Health)
    assert known(health.channels)
    assert health.channels[0].live is True, "the recorder still reaches its camera"


@pytest.mark.parametrize("switch", ["ignore_writes", "needs_reboot", "refuse_put"])
@pytest.mark.parametrize("rpc2", [True, False])
def test_a_write_that_is_not_done_ends_with_drift_and_is_said(site: LabSite, switch: str, rpc2: bool) -> None:
    device(site, CAM).has_rpc2 = rpc2
    site.device(CAM).switches.set(switch, True)
    after = site.harden(CAM, accounts=True)[CAM]
    left = {control for control, verdict in verdicts(after).items() if verdict == "drift"}
    assert {control for control, verdict in DRIFTED[CAM].items() if verdict == "drift"} <= left
    words = {"ignore_writes": "written, not taken", "refuse_put": "refused the write"}
    expected = words.get(switch, "it acts after a restart" if rpc2 else "written, not taken")
    assert any(text.startswith(f"{CAM}: no-audio") and expected in text for text in site.said), site.said


def test_what_waited_for_a_restart_is_in_force_after_it(site: LabSite) -> None:
    site.device(CAM).switches.needs_reboot = True
    site.harden(CAM)
    device(site, CAM).reboot()
    site.device(CAM).switches.needs_reboot = False
    device(site, CAM)._back_at = 0.0
    assert finding(site.check(CAM)[CAM], "no-audio").verdict == "compliant"


def test_no_password_is_in_what_is_read(site: LabSite) -> None:
    for found in site.check().values():
        assert not any(password in str(found) for password in PASSWORDS.values())
