"""Settings of the lab's devices beyond the first ten: read, changed and read back by the driver itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline import drivers
from sightline.drivers.dahua import analytics, certificates, masks, overlay, tamper
from sightline.drivers.dahua.session import Session
from sightline.settings import Analytics, Health, Masks, Retention, Unread, Unsupported, known
from tests.drivers_dahua import answers
from tests.drivers_dahua.dahuasite import CAM, NVR, running, session
from tests.labsite import LabSite


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def test_a_cameras_own_card_says_when_it_last_recorded(site: LabSite) -> None:
    with session(site, CAM) as of:
        health = drivers.read("dahua", of, "health")
    assert isinstance(health, Health)
    assert known(health.channels)
    one = health.channels[0]
    assert (one.recording, one.address) == (True, "")
    assert isinstance(one.live, Unsupported)
    assert isinstance(one.gap_seconds, float)
    assert one.gap_seconds < 2


def test_a_recorder_says_what_it_cannot_reach(site: LabSite) -> None:
    site.device(CAM).switches.dead = True
    with session(site, NVR) as of:
        health = drivers.read("dahua", of, "health")
    assert isinstance(health, Health)
    assert known(health.channels)
    assert [(one.live, one.recording, one.address) for one in health.channels] == [
        (False, True, "127.77.2.31"),
        (True, True, "192.168.40.52"),
    ]


def test_what_is_settled_elsewhere_is_written_and_read_back(site: LabSite) -> None:
    """Settings whose controls come later: one change each, by the driver's own read and write."""
    with session(site, CAM) as of:
        _overlay(of)
        _analytics(of)
        _tamper(of)
        _masks(of)
        before = certificates.read(of)
        wanted = type(before)(**{**vars(before), "https": True})
        certificates.write(of, before, wanted)
        assert certificates.read(of).https is True
    assert [call for _, call in site.device(CAM).counters.writes] == [
        f"configManager.setConfig {name}"
        for name in (
            "ChannelTitle",
            "VideoWidget",
            "VideoAnalyseRule",
            "BlindDetect",
            "MovedDetect",
            "VideoWidget",
            "Https",
        )
    ]


def _overlay(of: Session) -> None:
    before = overlay.read(of)
    assert known(before.channels)
    one = before.channels[0]
    assert (one.text, one.name_shown, one.time_shown) == ("Bin store", True, False)
    wanted = type(before)(channels=(type(one)(channel="1", text="Bin store 2", name_shown=True, time_shown=True),))
    overlay.write(of, before, wanted)
    assert overlay.read(of) == wanted


def _analytics(of: Session) -> None:
    before = analytics.read(of)
    assert known(before.functions)
    assert [(one.name, one.kind, one.enabled) for one in before.functions] == [
        ("FaceDetection", "face-detection", True),
        ("CrossLineDetection", "other", True),
        ("SmartMotionDetect", "other", True),
    ]
    off = tuple(
        type(one)(channel=one.channel, name=one.name, kind=one.kind, enabled=one.kind == "other")
        for one in before.functions
    )
    analytics.write(of, before, Analytics(functions=off))
    assert analytics.read(of).functions == off


def _tamper(of: Session) -> None:
    before = tamper.read(of)
    assert known(before.detections)
    on = tuple(type(one)(channel=one.channel, kind=one.kind, enabled=True) for one in before.detections)
    assert {one.enabled for one in before.detections} == {False}
    tamper.write(of, before, type(before)(detections=on))
    assert tamper.read(of).detections == on


def _masks(of: Session) -> None:
    before = masks.read(of)
    assert known(before.masks)
    areas = [4.17, 0.0, 0.0, 0.0]
    assert [(one.mask, one.enabled, one.area_percent) for one in before.masks] == [
        (f"1-{number}", False, area) for number, area in enumerate(areas, 1)
    ]
    first, *rest = before.masks
    on = type(first)(channel="1", mask="1-1", enabled=True, area_percent=4.17)
    masks.write(of, before, Masks(masks=(on, *rest)))
    assert masks.read(of).masks == (on, *rest)


def test_a_limit_that_no_one_confirmed_is_never_written(site: LabSite) -> None:
    with session(site, NVR) as of:
        found = drivers.read("dahua", of, "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    assert all(isinstance(track.max_days, Unsupported) for track in found.tracks)
    assert not any(isinstance(track.oldest, Unread) for track in found.tracks)


ENCODE = [{"MainFormat": [{"AudioEnable": False}]}]
ON, BLENDED = [{"Enable": True}], [{"ChannelTitle": {"EncodeBlend": True}, "TimeTitle": {"EncodeBlend": True}}]


def test_a_table_that_is_listed_and_has_no_row_is_unread() -> None:
    of = answers.device(General={}, Encode=ENCODE, BlindDetect=ON, MovedDetect=[None])
    found = tamper.read(of)
    assert known(found.detections)
    assert [(one.kind, one.enabled if known(one.enabled) else type(one.enabled)) for one in found.detections] == [
        ("covered", True),
        ("moved", Unread),
    ]


def test_a_channel_that_shows_a_picture_and_has_no_overlay_is_unread() -> None:
    states = {"LogicDeviceManager.getCameraState": {"states": [{"channel": 1, "connectionState": "Connected"}]}}
    titles = [{"Name": "Gate"}, {"Name": "Yard"}]
    found = overlay.read(answers.device(states, General={}, ChannelTitle=titles, VideoWidget=BLENDED))
    assert known(found.channels)
    assert [(one.channel, one.text, one.time_shown is True) for one in found.channels] == [
        ("1", "Gate", True),
        ("2", "Yard", False),
    ]


@pytest.mark.parametrize("tables", [{}, {"RemoteDevice": {}}])
def test_a_camera_that_is_not_listed_is_not_taken_for_a_wired_one(tables: dict[str, object]) -> None:
    recorder = {"magicBox.getDeviceClass": {"type": "NVR"}}
    found = drivers.read("dahua", answers.device(recorder, General={}, Encode=ENCODE, **tables), "health")
    assert isinstance(found, Health)
    assert known(found.channels)
    assert not known(found.channels[0].address)
