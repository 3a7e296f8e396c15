"""The whole job on the lab's camera and recorder: as they come, hardened, and after the night of the purge."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.uniview import UNSUPPORTED
from sightline.errors import WriteRefused
from sightline.lab.device import SimulatedDevice
from sightline.lab.uniview.devices import CAMERA, RECORDER
from sightline.settings import (
    ALL,
    Accounts,
    Analytics,
    Audio,
    Certificates,
    Function,
    Health,
    Masks,
    Overlay,
    Services,
    Tamper,
    Unread,
    Unsupported,
)
from sightline.settings import known as known_value
from tests.drivers_uniview.univiewsite import CAM, NVR, running, session
from tests.labsite import LabSite, finding, mixed_site, verdicts

SPECS = {CAM: CAMERA, NVR: RECORDER}
#: Of all settings: a recorder's slots are asked for 13 months each. Three of them are for the picture.
MOST_REQUESTS = {CAM: 38 + 3, NVR: 28 + 2 * 13 + 3}
NEVER = {
    "encrypted-export": "unsupported",
    "default-login": "unread",
    "firmware": "unsupported",
    "device-log": "unsupported",
    "https-only": "drift",
}
#: Drift on both as they come.
WRONG = dict.fromkeys(("banned-analytics", "tamper", "overlay", "no-audio", "remote-defaults", "clock"), "drift")
RIGHT = dict.fromkeys(("tamper", "overlay", "clock"), "compliant")
DRIFTED = {
    CAM: {
        **NEVER,
        **WRONG,
        "retention": "drift",
        "oldest-recording": "drift",
        "storage-health": "compliant",
        "accounts": "unsupported",
        "cameras-live": "unsupported",
        "recording": "compliant",
        "views": "compliant",
    },
    NVR: {
        **NEVER,
        **WRONG,
        "asset-register": "compliant",
        "cameras-live": "compliant",
        "recording": "unsupported",
        "retention": "unsupported",
        "oldest-recording": "compliant",
        "storage-health": "compliant",
        "accounts": "drift",
    },
}
#: What the make can say is right; what it cannot is said to be so.
HARDENED = {
    CAM: {
        **DRIFTED[CAM],
        **RIGHT,
        "banned-analytics": "unsupported",
        "no-audio": "compliant",
        "retention": "compliant",
        "oldest-recording": "compliant",
        "remote-defaults": "unsupported",
    },
    NVR: {
        **DRIFTED[NVR],
        **RIGHT,
        "banned-analytics": "unsupported",
        "no-audio": "unsupported",
        "accounts": "unsupported",
        "remote-defaults": "unsupported",
    },
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def lapi(device: SimulatedDevice) -> Any:
    """The lab device's own data."""
    return device._lapi  # type: ignore[attr-defined] # this make's


def test_drifted_hardened_purged(site: LabSite) -> None:
    found = site.check()
    assert {name: verdicts(one) for name, one in found.items()} == DRIFTED
    assert all(site.device(name).counters.writes == [] for name in SPECS)
    site.harden(accounts=True)
    for name in SPECS:
        assert site.device(name).clock_error_seconds == 0
        site.device(name).advance(25)
    again = site.check()
    assert {name: verdicts(one) for name, one in again.items()} == HARDENED
    assert all(site.device(name).counters.refused_logins == 0 for name in SPECS)


def test_what_is_unsupported_after_hardening_says_by_which_reference(site: LabSite) -> None:
    site.harden(accounts=True)
    for one in site.check().values():
        for control in one.findings:
            if control.verdict == "unsupported":
                assert "reference" in control.reason or "axis-hanwha-uniview.md" in control.reason, control


def test_hardening_twice_writes_nothing_the_second_time(site: LabSite) -> None:
    site.harden(accounts=True)
    before = {name: list(site.device(name).counters.writes) for name in SPECS}
    assert all(before.values())
    site.harden(accounts=True)
    assert {name: site.device(name).counters.writes for name in SPECS} == before


def test_a_write_keeps_what_it_does_not_know(site: LabSite) -> None:
    before = dict(lapi(site.device(CAM))["Media/Audio/Input"])
    site.harden(CAM)
    after = lapi(site.device(CAM))["Media/Audio/Input"]
    assert (after["IsMute"], after["AudioInputList"]) == (1, [{"ID": 1, "Enabled": 0, "Mode": 0}])
    assert {**after, "IsMute": 0, "AudioInputList": before["AudioInputList"]} == before


@pytest.mark.parametrize("name", list(SPECS))
def test_a_write_that_the_device_ignores_is_written_and_not_taken(site: LabSite, name: str) -> None:
    site.device(name).switches.ignore_writes = True
    found = site.harden(name, accounts=True)[name]
    assert verdicts(found) == DRIFTED[name]
    assert any("written, not taken" in line for line in site.said)
    assert site.device(name).counters.writes


@pytest.mark.parametrize("switch", ["refuse_put", "needs_reboot"])
def test_a_write_that_is_refused_or_waits_stays_drift(site: LabSite, switch: str) -> None:
    site.device(CAM).switches.set(switch, True)
    found = site.harden(CAM, accounts=True)[CAM]
    assert verdicts(found) == DRIFTED[CAM]


def test_a_card_that_stops_when_full_overwrites_by_a_case_only(site: LabSite) -> None:
    lapi(site.device(CAM))["Channel/0/Media/Storage"]["VideoStorage"]["StoragePolicy"] = 0
    refused = site.harden(CAM)[CAM]
    assert finding(refused, "retention").verdict == "drift"
    assert lapi(site.device(CAM))["Channel/0/Media/Storage"]["VideoStorage"]["StoragePolicy"] == 0
    done = site.harden(CAM, accept_loss="CASE-1")[CAM]
    assert finding(done, "retention").verdict == "compliant"
    assert lapi(site.device(CAM))["Channel/0/Media/Storage"]["VideoStorage"]["StoragePolicy"] == 1


@pytest.mark.parametrize("name", list(SPECS))
def test_all_settings_take_few_requests(site: LabSite, name: str) -> None:
    with session(site, name) as of:
        for setting in ALL.keys() - UNSUPPORTED.keys():
            drivers.read("uniview", of, setting)
    assert of.counts.requests == site.device(name).counters.requests <= MOST_REQUESTS[name]


@pytest.mark.parametrize("name", list(SPECS))
def test_streams_are_asked_for_where_their_sound_is_read(site: LabSite, name: str) -> None:
    with session(site, name) as of:
        audio = drivers.read("uniview", of, "audio")
        assert isinstance(audio, Audio)
        assert isinstance(audio.streams, tuple)
        paths = drivers.stream_paths("uniview", of)
        assert {(one.channel, one.stream) for one in paths} == {(one.channel, one.stream) for one in audio.streams}
        outside = site.device(name).outside  # type: ignore[attr-defined] # this make's
        assert [outside.hears(one.path) for one in paths] == [True] * len(paths)


def test_a_way_in_is_never_closed(site: LabSite) -> None:
    with session(site, CAM) as of:
        found = drivers.read("uniview", of, "services")
        assert isinstance(found, Services)
        assert {one.service for one in found.services} >= {"http", "https", "rtsp", "onvif"}
    site.harden(CAM, accounts=True)
    assert not [path for _, path in site.device(CAM).counters.writes if "HTTPS" in path or "Protocols" in path]


def test_a_covered_lens_is_noticed_and_faces_are_not_looked_for_once_written(site: LabSite) -> None:
    for name in SPECS:
        with session(site, name) as of:
            tamper, analytics = (drivers.read("uniview", of, setting) for setting in ("tamper", "analytics"))
            assert isinstance(tamper, Tamper)
            assert isinstance(tamper.detections, tuple)
            assert isinstance(analytics, Analytics)
            assert isinstance(analytics.functions, tuple)
            noticed = Tamper(detections=tuple(replace(one, enabled=True) for one in tamper.detections))
            blind = Analytics(functions=tuple(_off(one) for one in analytics.functions))
            assert noticed != tamper
            assert blind != analytics
            for setting, found, wanted in (("tamper", tamper, noticed), ("analytics", analytics, blind)):
                drivers.write("uniview", of, setting, found, wanted)
                assert drivers.read("uniview", of, setting) == wanted
                drivers.write("uniview", of, setting, wanted, wanted)
            assert len(site.device(name).counters.writes) == 2
            with pytest.raises(WriteRefused):
                drivers.write("uniview", of, "tamper", noticed, tamper)
            with pytest.raises(WriteRefused):
                drivers.write("uniview", of, "analytics", blind, analytics)


def _off(one: Function) -> Function:
    return replace(one, enabled=False) if one.enabled is True else one


@pytest.mark.parametrize("name", list(SPECS))
def test_what_lies_over_the_picture_is_written_by_onvif(site: LabSite, name: str) -> None:
    with session(site, name) as of:
        masks, overlay = (drivers.read("uniview", of, setting) for setting in ("masks", "overlay"))
        assert isinstance(masks, Masks)
        assert isinstance(masks.masks, tuple)
        assert isinstance(overlay, Overlay)
        assert isinstance(overlay.channels, tuple)
        covered = Masks(masks=tuple(replace(one, enabled=True) for one in masks.masks))
        named = Overlay(channels=tuple(replace(one, text="Side gate", time_shown=True) for one in overlay.channels))
        for setting, found, wanted in (("masks", masks, covered), ("overlay", overlay, named)):
            assert wanted != found
            drivers.write("uniview", of, setting, found, wanted)
            assert drivers.read("uniview", of, setting) == wanted
    assert site.device(name).counters.refused_logins == 0


def test_a_picture_from_an_address_that_is_not_told_is_of_no_camera_that_we_know(site: LabSite) -> None:
    lapi(site.device(NVR))["Channels/System/ChannelDetailInfos"]["DetailInfos"][0]["AddressInfo"]["Address"] = ""
    with session(site, NVR) as of:
        accounts = drivers.read("uniview", of, "accounts")
    assert isinstance(accounts, Accounts)
    assert isinstance(accounts.channel_logins, Unread), "or an account that it uses could be taken from a camera"
    found = verdicts(site.check(NVR)[NVR])
    assert (found["asset-register"], found["cameras-live"]) == ("unread", "compliant")


@pytest.mark.parametrize("name", list(SPECS))
def test_https_and_what_a_device_holds_are_told_by_onvif(site: LabSite, name: str) -> None:
    with session(site, name) as of:
        found, health = (drivers.read("uniview", of, setting) for setting in ("certificates", "health"))
    assert isinstance(found, Certificates)
    assert (found.https, found.https_only) == (False, False)
    assert not any(known_value(one) for one in (found.certificate, found.lowest_tls, found.dot1x))
    assert isinstance(health, Health)
    assert isinstance(health.channels, tuple)
    said = health.channels[0]
    assert (said.recording if name == CAM else said.live) is True
    assert isinstance(said.live if name == CAM else said.recording, Unsupported)


def unknown_account(folder: Path, names: tuple[str, ...]) -> tuple[str, list[str], bool]:
    """A camera with an account that nobody declared, hardened: its verdict, what was said, and whether it is gone."""
    camera = replace(CAMERA, passwords={**CAMERA.passwords, "contractor": "Lab-works-2026"})
    with mixed_site(folder, [spec for spec in (camera, RECORDER) if spec.name in names]) as site:
        assert finding(site.check(CAM)[CAM], "accounts").verdict == "drift"
        found = site.harden(CAM, accounts=True)[CAM]
        gone = not site.device(CAM).lets_in("contractor", "Lab-works-2026")
        return finding(found, "accounts").verdict, [line for line in site.said if "accounts" in line], gone


def test_an_unknown_account_is_deleted_and_never_one_of_a_camera_that_a_recorder_shows(tmp_path: Path) -> None:
    """The recorder does not say which account it uses."""
    assert unknown_account(tmp_path / "alone", (CAM,)) == ("unsupported", [], True)
    verdict, said, gone = unknown_account(tmp_path / "shown", (CAM, NVR))
    assert (verdict, gone) == ("drift", False)
    assert any("does not say which one it uses" in line for line in said)
