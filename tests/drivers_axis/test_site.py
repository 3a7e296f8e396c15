"""The whole job on the lab's cameras: as they come, hardened, and after the night of the purge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline import drivers
from sightline.settings import Audio
from tests.drivers_axis.axissite import CAM, OLD, SETTINGS, SPECS, running, session
from tests.labsite import LabSite, finding, verdicts

#: And one for the picture, where the inventory says what the camera shows.
MOST_REQUESTS, PICTURE = 8, 1
DRIFTED = {
    CAM: {
        "no-audio": "drift",
        "retention": "drift",
        "oldest-recording": "drift",
        "encrypted-export": "compliant",
        "storage-health": "compliant",
        "accounts": "drift",
        "remote-defaults": "drift",
        "default-login": "unread",
        "firmware": "compliant",
        "clock": "drift",
        "banned-analytics": "drift",
        "cameras-live": "not_applicable",
        "device-log": "drift",
        "https-only": "drift",
        "overlay": "drift",
        "recording": "compliant",
        "tamper": "unsupported",
        "views": "compliant",
    },
    OLD: {
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
        "banned-analytics": "compliant",
        "cameras-live": "not_applicable",
        "device-log": "unsupported",
        "https-only": "drift",
        "overlay": "drift",
        "recording": "compliant",
        "tamper": "not_applicable",
        "views": "compliant",
    },
}
DONE = dict.fromkeys(("no-audio", "retention", "oldest-recording", "clock"), "compliant")
#: What the make can say is right; what it cannot is said to be so.
HARDENED = {
    CAM: {
        **DRIFTED[CAM],
        **DONE,
        "accounts": "unsupported",
        "remote-defaults": "compliant",
        "banned-analytics": "compliant",
        "device-log": "compliant",
        "overlay": "unsupported",
    },
    OLD: {
        **DRIFTED[OLD],
        **DONE,
        "accounts": "unsupported",
        "remote-defaults": "unsupported",
        "overlay": "compliant",
    },
}
#: What remotesyslog.cgi is told is mirrored by these.
MIRRORED = {f"API.RemoteSyslog1.{name}" for name in ("Enabled", "Server1.Address", "Server1.Port", "Server1.Protocol")}
WRITES = {
    CAM: {
        "update Audio.A0.Enabled=no",
        "update AudioSource.A0.AudioSupport=no",
        "update Storage.S0.CleanupMaxAge=31",
        "update Network.UPnP.Enabled=no",
        "update RemoteService.Enabled=no",
        "update Network.Bonjour.Enabled=no",
        "update WebService.DiscoveryMode.Discoverable=No",
        "remove installer",
        "stop fflprapp",
        "enable {}",
    },
    OLD: {
        "update Audio.A0.Enabled=no",
        "update Storage.S0.CleanupMaxAge=31",
        "update Time.SyncSource=NTP",
        "update Time.ObtainFromDHCP=no",
        "update Network.FTP.Enabled=no",
        "update System.BoaProtViewer=password",
        "remove installer",
    },
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def known(said: dict[str, str], table: dict[str, str]) -> dict[str, str]:
    """Of the controls in the table: others may join the policy."""
    return {slug: verdict for slug, verdict in said.items() if slug in table}


def test_drifted_hardened_purged(site: LabSite) -> None:
    found = site.check()
    assert {name: known(verdicts(one), DRIFTED[name]) for name, one in found.items()} == DRIFTED
    assert all(site.device(name).counters.writes == [] for name in SPECS)
    site.harden(accounts=True)
    for name in SPECS:
        assert WRITES[name] <= {" ".join(change) for change in site.device(name).counters.writes}
        assert site.device(name).clock_error_seconds == 0
        site.device(name).advance(25)
    again = site.check()
    assert {name: known(verdicts(one), HARDENED[name]) for name, one in again.items()} == HARDENED
    assert all(site.device(name).counters.refused_logins == 0 for name in SPECS)


def test_what_is_unsupported_after_hardening_says_by_which_reference(site: LabSite) -> None:
    site.harden(accounts=True)
    for name, one in site.check().items():
        for control in HARDENED[name]:
            if (judged := finding(one, control)).verdict == "unsupported":
                assert "reference A" in judged.reason, judged


@pytest.mark.parametrize("name", SPECS)
def test_a_check_and_all_settings_take_at_most_eight_requests(site: LabSite, name: str) -> None:
    """The challenge is one of them."""
    for _ in range(2):
        assert site.check(name)[name].requests <= MOST_REQUESTS + PICTURE
        before = site.device(name).counters.requests
        with session(site, name) as of:
            for setting in SETTINGS:
                drivers.read("axis", of, setting)
        assert of.counts.requests == site.device(name).counters.requests - before <= MOST_REQUESTS + PICTURE
        site.harden(name, accounts=True)


def test_hardening_twice_writes_nothing_the_second_time(site: LabSite) -> None:
    site.harden(accounts=True)
    before = {name: list(site.device(name).counters.writes) for name in SPECS}
    site.harden(accounts=True)
    assert {name: site.device(name).counters.writes for name in SPECS} == before


def test_only_what_was_on_is_written(site: LabSite) -> None:
    """And nothing that the policy does not speak of."""
    with session(site, CAM) as of:
        before = dict(of.params.values)
        site.harden(CAM, accounts=True)
        of.forget()
        changed = {name for name, value in of.params.values.items() if value != before[name]}
    written = {change.partition("=")[0] for kind, change in site.device(CAM).counters.writes if kind == "update"}
    assert changed == (written & before.keys()) - {"Storage.S0.CleanupPolicyActive"} | MIRRORED
    assert not written & MIRRORED
    assert "Audio.A1.Enabled" not in written


@pytest.mark.parametrize("name", SPECS)
def test_a_write_that_the_device_ignores_is_written_and_not_taken(site: LabSite, name: str) -> None:
    site.device(name).switches.ignore_writes = True
    found = site.harden(name, accounts=True)[name]
    assert known(verdicts(found), DRIFTED[name]) == DRIFTED[name]
    assert any("written, not taken" in line for line in site.said)
    assert site.device(name).counters.writes


@pytest.mark.parametrize("switch", ["refuse_put", "needs_reboot"])
@pytest.mark.parametrize("name", SPECS)
def test_a_write_that_is_refused_or_waits_stays_drift(site: LabSite, name: str, switch: str) -> None:
    site.device(name).switches.set(switch, True)
    found = site.harden(name, accounts=True)[name]
    assert known(verdicts(found), DRIFTED[name]) == DRIFTED[name]


def test_sound_that_is_hidden_is_heard_from_outside(site: LabSite) -> None:
    site.harden(accounts=True)
    site.device(CAM).switches.hidden_audio = True
    found = finding(site.check(CAM)[CAM], "no-audio")
    assert found.verdict == "drift"
    assert "by RTSP" in found.reason


def test_the_stream_is_asked_for_by_the_name_of_its_switch(site: LabSite) -> None:
    for name in SPECS:
        with session(site, name) as of:
            audio, paths = drivers.read("axis", of, "audio"), drivers.stream_paths("axis", of)
        assert isinstance(audio, Audio)
        assert isinstance(audio.streams, tuple)
        assert {(one.channel, one.stream) for one in paths} < {(one.channel, one.stream) for one in audio.streams}


def test_a_card_that_stops_when_full_overwrites_by_a_case_only(site: LabSite) -> None:
    params = site.device(CAM)._params  # type: ignore[attr-defined] # this make's
    params.put("Storage.S0.CleanupPolicyActive", "none", later=False)
    refused = site.harden(CAM)[CAM]
    assert finding(refused, "retention").verdict == "drift"
    assert params["Storage.S0.CleanupPolicyActive"] == "none"
    done = site.harden(CAM, accept_loss="CASE-1")[CAM]
    assert finding(done, "retention").verdict == "compliant"
    assert (params["Storage.S0.CleanupPolicyActive"], params["Storage.S0.CleanupMaxAge"]) == ("fifo", "31")


def test_root_that_nobody_declared_stays_and_is_said(site: LabSite) -> None:
    site.edit(r"  - name: root\n(    .*\n)+", "", site="mixed-site")
    found = finding(site.harden(OLD, accounts=True)[OLD], "accounts")
    assert found.verdict == "drift"
    assert "root" in found.reason
    assert ("remove", "installer") in site.device(OLD).counters.writes, "the others first"
    assert any("cannot be removed" in line for line in site.said)
