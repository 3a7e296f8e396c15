"""The settings of the picture, the log and HTTPS on the lab's two devices: read, written, read back, and counted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from sightline import drivers
from sightline.bridge.guard import not_taken
from sightline.bridge.link import Link
from sightline.settings import ALL, Collector
from tests.labsite import CAMERA, NVR, LabSite

SETTINGS = ("masks", "overlay", "analytics", "tamper", "logging", "certificates")
#: A camera with a store, with two streams beside those of its list, with face detection, and its picture.
CAMERA_REQUESTS = 37
#: A recorder, and what each of its channels costs: two streams, a track and two searches, and four documents.
RECORDER_REQUESTS, CHANNEL_REQUESTS = 31, 9
LOGS = Collector(host="logs.estate.example", port=514, protocol="udp")


def switched(parts: Any, **values: Any) -> tuple[Any, ...]:
    return tuple(replace(part, **values) for part in parts)


def drawn(masks: Any) -> tuple[Any, ...]:
    return tuple(replace(one, enabled=one.area_percent > 0) for one in masks)


def unbanned(functions: Any) -> tuple[Any, ...]:
    return tuple(replace(one, enabled=False) if isinstance(one.enabled, bool) else one for one in functions)


WANTED: dict[str, Callable[[Any], Any]] = {
    "masks": lambda found: replace(found, masks=drawn(found.masks)),
    "overlay": lambda found: replace(
        found, channels=switched(found.channels, text="North gate & bins", name_shown=True, time_shown=True)
    ),
    "analytics": lambda found: replace(found, functions=unbanned(found.functions)),
    "tamper": lambda found: replace(found, detections=switched(found.detections, enabled=True)),
    "logging": lambda found: replace(found, collectors=(LOGS,)),
    "certificates": lambda found: replace(found, https_only=True),
}


@pytest.fixture
def session(site: LabSite, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A session of the driver at one device, by a run's own login."""
    work = site.begin()
    link = Link(work, work.estate.device(request.param))
    try:
        yield link._open()
    finally:
        link.close()


both = pytest.mark.parametrize("session", [NVR, CAMERA], indirect=True)


@both
@pytest.mark.parametrize("setting", SETTINGS)
def test_what_is_written_is_read_back_and_once_is_enough(session: Any, setting: str) -> None:
    found: Any = drivers.read("hikvision", session, setting)
    wanted = WANTED[setting](found)
    drivers.write("hikvision", session, setting, found, wanted)
    back: Any = drivers.read("hikvision", session, setting)
    assert not_taken(found, wanted, back) == []
    writes = session.counts.writes
    drivers.write("hikvision", session, setting, back, replace(back))
    assert session.counts.writes == writes


@pytest.mark.parametrize("session", [CAMERA], indirect=True)
def test_the_camera_comes_with_every_one_of_them_wrong(session: Any) -> None:
    for setting in SETTINGS:
        found: Any = drivers.read("hikvision", session, setting)
        assert WANTED[setting](found) != found, setting


@pytest.mark.parametrize("session", [CAMERA], indirect=True)
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_write_that_the_device_ignores_is_not_taken(site: LabSite, session: Any, setting: str) -> None:
    found: Any = drivers.read("hikvision", session, setting)
    wanted = WANTED[setting](found)
    site.device(CAMERA).switches.ignore_writes = True
    drivers.write("hikvision", session, setting, found, wanted)
    assert not_taken(found, wanted, drivers.read("hikvision", session, setting)) != []


@pytest.mark.parametrize("session", [NVR], indirect=True)
def test_a_recorder_says_of_a_channel_what_its_camera_says(site: LabSite, session: Any) -> None:
    overlay: Any = drivers.read("hikvision", session, "overlay")
    assert overlay.channels[0].name_shown is False
    shown = replace(overlay, channels=(replace(overlay.channels[0], name_shown=True), *overlay.channels[1:]))
    drivers.write("hikvision", session, "overlay", overlay, shown)
    work = site.begin()
    link = Link(work, work.estate.device(CAMERA))
    camera: Any = drivers.read("hikvision", link._open(), "overlay")
    link.close()
    assert camera.channels[0].name_shown is True


@pytest.mark.parametrize("session", [NVR], indirect=True)
def test_a_channel_whose_camera_is_gone_is_unread(site: LabSite, session: Any) -> None:
    site.device(CAMERA).switches.dead = True
    masks: Any = drivers.read("hikvision", session, "masks")
    overlay: Any = drivers.read("hikvision", session, "overlay")
    assert masks.masks[0].enabled.unknown == "unread"
    assert overlay.channels[0].time_shown.unknown == "unread"
    assert overlay.channels[1].time_shown is True


@both
def test_everything_together_costs_no_more_than_this(session: Any, request: pytest.FixtureRequest) -> None:
    for setting in dict.fromkeys([*ALL, *SETTINGS]):
        drivers.read("hikvision", session, setting)
    recorder = request.node.callspec.params["session"] == NVR
    assert session.counts.requests <= (RECORDER_REQUESTS + 4 * CHANNEL_REQUESTS if recorder else CAMERA_REQUESTS)
