"""What real devices' recorded replies say of tampering, analytics, names and HTTPS, beside this test's own reading."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from sightline.settings import (
    Absent,
    Analytics,
    Certificates,
    Health,
    Logging,
    Masks,
    Overlay,
    Tamper,
    Unread,
    Unsupported,
)
from tests.drivers.replay import REFUSALS, Replay, serving
from tests.drivers.test_captures import CAMERAS, DEVICES, HIKVISION, captured, listed_channels, pytestmark, read

__all__ = ["pytestmark"]
FACE_FLAGS = ("isSupportFaceDetect", "isSupportFaceSnap", "isSupportFaceContrast", "isSupportFaceLib")
BANNED = ("face", "plate", "anpr", "vehicle", "list", "human")


@pytest.fixture(params=DEVICES)
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["403 notSupport", "403 bare", "500"])
def replay(request: pytest.FixtureRequest, model: str) -> Iterator[Replay]:
    with serving(Replay(HIKVISION / model, refusal=REFUSALS[request.param])) as running:
        yield running


def files(model: str, ending: str) -> dict[str, ElementTree.Element]:
    """Captured documents of that name, by channel."""
    found = HIKVISION.joinpath(model).glob(f"*.channels.*.{ending}.xml")
    by_channel = {path.name.split(".channels.")[1].partition(".")[0]: path.name[: -len(".xml")] for path in found}
    return {channel: captured(model, name) for channel, name in by_channel.items()}


def acts(model: str, event: str, channel: str) -> bool | None:
    """Whether a trigger of the captured list has a method; None where there is no such trigger."""
    for row in captured(model, "Event.triggers").iter("EventTrigger"):
        numbers = (row.findtext("videoInputChannelID"), row.findtext("dynVideoInputChannelID"))
        if row.findtext("eventType") == event and channel in (*numbers, str(row.findtext("id")).rpartition("-")[2]):
            return next(row.iter("notificationMethod"), None) is not None
    return None


def drawn(document: ElementTree.Element) -> bool:
    regions = [one for one in document.iter("TamperDetectionRegion") if one.findtext("enabled") == "true"]
    return any(point.text != "0" for one in regions for point in one.iter("positionX"))


def test_a_covered_view_is_noticed_only_with_an_area_and_an_action(replay: Replay, model: str) -> None:
    tamper = read(replay, "tamper")[0]
    assert isinstance(tamper, Tamper)
    assert isinstance(tamper.detections, tuple)
    found = {one.channel: one.enabled for one in tamper.detections if one.kind == "covered"}
    assert found.keys() == listed_channels(model)
    documents = files(model, "tamperDetection")
    for channel, said in documents.items():
        wanted = said.findtext("enabled") == "true" and drawn(said)
        assert found.pop(channel) is (wanted and acts(model, "tamperdetection", channel))
    assert not [one for one in found.values() if isinstance(one, bool)], "no value that no document gave"


def test_a_lost_picture_and_a_turned_camera_are_what_their_documents_say(replay: Replay, model: str) -> None:
    tamper = read(replay, "tamper")[0]
    assert isinstance(tamper, Tamper)
    assert isinstance(tamper.detections, tuple)
    found = {(one.channel, one.kind): one.enabled for one in tamper.detections}
    for channel, said in files(model, "videoLoss").items():
        on, method = said.findtext("enabled") == "true", acts(model, "videoloss", channel)
        assert found[channel, "video-loss"] is (on and method)
    for path in HIKVISION.joinpath(model).glob("Smart.SceneChangeDetection.*.xml"):
        channel = path.name.split(".")[2]
        if captured(model, path.stem).findtext("enabled") == "false":
            assert found[channel, "moved"] is False


def test_a_trigger_that_the_list_leaves_out_is_asked_for_alone() -> None:
    """As four cameras have it; the replay lacks it where it was refused."""
    for model in ("DS-2CD2346G2-ISU", "DS-2CD2386G2-IU", "DS-2CD2T46G2-ISU"):
        assert acts(model, "scenechangedetection", "1") is None
        with serving(Replay(HIKVISION / model)) as replay:
            tamper = read(replay, "tamper")[0]
        assert isinstance(tamper, Tamper)
        assert isinstance(tamper.detections, tuple)
        moved = next(one.enabled for one in tamper.detections if one.kind == "moved")
        alone = captured(model, "Event.triggers.scenechangedetection-1")
        assert moved is (next(alone.iter("notificationMethod"), None) is not None)


def test_no_function_is_said_to_be_off_that_nobody_read(replay: Replay, model: str) -> None:
    """No capture has a switch of one: absent is only what neither list names."""
    analytics = read(replay, "analytics")[0]
    assert isinstance(analytics, Analytics)
    assert isinstance(analytics.functions, tuple)
    assert not [one for one in analytics.functions if isinstance(one.enabled, bool)]
    events = {str(row.text).lower() for row in captured(model, "Event.triggers").iter("eventType")}
    flags = captured(model, "System.capabilities")
    claimed = [flag for flag in FACE_FLAGS if flags.findtext(f".//{flag}") == "true"]
    listed = {event for event in events if any(word in event for word in BANNED)}
    if listed or claimed:
        assert [one for one in analytics.functions if isinstance(one.enabled, Unsupported | Unread)]
    assert listed <= {one.name for one in analytics.functions}, "everything that is listed is named"
    assert "isSupportFaceDetect" not in claimed or not [
        one for one in analytics.functions if isinstance(one.enabled, Absent)
    ]


def test_a_name_is_that_of_the_list_which_the_device_heeds(replay: Replay, model: str) -> None:
    overlay = read(replay, "overlay")[0]
    assert isinstance(overlay, Overlay)
    assert isinstance(overlay.channels, tuple)
    lists = ["System.Video.inputs.channels", *([] if model in CAMERAS else ["ContentMgmt.InputProxy.channels"])]
    there = [name for name in lists if (HIKVISION / model / f"{name}.xml").exists()]
    named = {row.findtext("id"): row.findtext("name") for name in there for row in captured(model, name)}
    assert {one.channel: one.text for one in overlay.channels} == named
    unknown = [one for channel in overlay.channels for one in (channel.name_shown, channel.time_shown)]
    assert all(isinstance(one, Unread | Unsupported) for one in unknown), "no capture has the switches"


def test_https_is_what_the_list_of_ports_says(replay: Replay, model: str) -> None:
    found = read(replay, "certificates")[0]
    assert isinstance(found, Certificates)
    rows = {row.findtext("protocol"): row for row in captured(model, "Security.adminAccesses")}
    assert found.https is (rows["HTTPS"].findtext("enabled") == "true")
    assert found.https_only is False, "each of them has HTTP on and redirects nobody"
    versions = [name[3:6].replace("_", ".") for name in ("TLS1_1Enable", "TLS1_2Enable", "TLS1_3Enable")]
    on = [v for v in versions if rows["HTTPS"].findtext(f"TLS{v.replace('.', '_')}Enable") == "true"]
    assert isinstance(found.lowest_tls, Unsupported) if not on else found.lowest_tls == on[0]
    assert isinstance(found.certificate, Unsupported)
    assert not isinstance(found.dot1x, bool)


def test_what_no_capture_has_is_no_value(replay: Replay, model: str) -> None:
    masks, logging = read(replay, "masks", "logging")
    assert isinstance(masks, Masks)
    assert isinstance(logging, Logging)
    if isinstance(masks.masks, tuple):
        assert all(isinstance(one.enabled, Unread | Unsupported | Absent) for one in masks.masks)
    assert isinstance(logging.kept, Unread | Unsupported)
    assert isinstance(logging.collectors, Unread | Unsupported)


def test_a_wired_channel_is_live_by_its_signal_and_has_no_address() -> None:
    with serving(Replay(HIKVISION / "iDS-7204HUHI-M1")) as replay:
        health = read(replay, "health")[0]
    assert isinstance(health, Health)
    assert isinstance(health.channels, tuple)
    assert {one.channel: one.live for one in health.channels} == {"1": True, "2": False, "3": True, "4": False}
    assert {one.address for one in health.channels} == {""}
    assert all(isinstance(one.newest, Unsupported) for one in health.channels), "no capture has its tracks"


def test_a_wired_channel_that_does_not_say_what_comes_in_is_unread() -> None:
    folder, path = HIKVISION / "iDS-7204HUHI-M1", "System/Video/inputs/channels"
    said = (folder / "System.Video.inputs.channels.xml").read_bytes()
    silent = said.replace(b"<resDesc>NO VIDEO</resDesc>", b"")
    assert silent != said
    with serving(Replay(folder, more={path: silent})) as replay:
        health = read(replay, "health")[0]
    assert isinstance(health, Health)
    assert isinstance(health.channels, tuple)
    assert [type(one.live) for one in health.channels] == [bool, Unread, bool, Unread]
