"""Masks, names, tampering and analytics by documents put together here: what each part of them makes of a value."""

from typing import Any

import pytest

from sightline import drivers
from sightline.errors import WriteRefused
from sightline.settings import Absent, Analytics, Masks, Overlay, Tamper, Unread, Unsupported
from tests.drivers.replay import REFUSALS
from tests.drivers.tape import Found, Key, Tape, key_of, play, read, reply

CAMERA = {
    "Security/userCheck": "<userCheck/>",
    "System/deviceInfo": "<DeviceInfo><deviceType>IPCamera</deviceType></DeviceInfo>",
    "System/capabilities": "<DeviceCap/>",
    "Streaming/channels": "<StreamingChannelList><StreamingChannel><id>101</id><channelName>Hall</channelName>"
    "<Transport/><Video/></StreamingChannel></StreamingChannelList>",
}
INPUT = "System/Video/inputs/channels/1"
MASK, COVERED, OVERLAYS = f"{INPUT}/privacyMask", f"{INPUT}/tamperDetection", f"{INPUT}/overlays"
GRID = (
    "<normalizedScreenSize><normalizedScreenWidth>704</normalizedScreenWidth>"
    "<normalizedScreenHeight>576</normalizedScreenHeight></normalizedScreenSize>"
)
QUARTER = ((0, 0), (352, 0), (352, 288), (0, 288))
NOTHING = ((0, 0),) * 4


def tape(*documents: tuple[str, str], **refused: str) -> Tape:
    """A camera with these documents; `refused` names a kind of refusal for a capital name of this file."""
    found: dict[Key, Any] = {}
    for path, text in (*CAMERA.items(), *documents):
        found["GET", f"/ISAPI/{path}", ""] = reply(200, text.encode())
    for name, kind in refused.items():
        found["GET", f"/ISAPI/{globals()[name]}", ""] = reply(*REFUSALS[kind])
    return found


def region(name: str, enabled: str, points: tuple[tuple[int, int], ...], number: int = 1) -> str:
    corners = "".join(
        f"<RegionCoordinates><positionX>{x}</positionX><positionY>{y}</positionY></RegionCoordinates>"
        for x, y in points
    )
    listed = f"<RegionCoordinatesList>{corners}</RegionCoordinatesList>"
    return f"<{name}><id>{number}</id><enabled>{enabled}</enabled>{listed}</{name}>"


def mask(master: str, *regions: str, grid: str = GRID) -> tuple[str, str]:
    rows = f"<PrivacyMaskRegionList>{''.join(regions)}</PrivacyMaskRegionList>"
    return MASK, f"<PrivacyMask><enabled>{master}</enabled>{grid}{rows}</PrivacyMask>"


def capable(*flags: str) -> tuple[str, str]:
    return "System/capabilities", f"<DeviceCap>{''.join(f'<{flag}>true</{flag}>' for flag in flags)}</DeviceCap>"


def triggers(*rows: tuple[str, str]) -> tuple[str, str]:
    """Each an event and a method; "" for none."""
    listed = "".join(
        f"<EventTrigger><id>{event}-1</id><eventType>{event}</eventType><videoInputChannelID>1</videoInputChannelID>"
        "<EventTriggerNotificationList>"
        + (
            f"<EventTriggerNotification><notificationMethod>{method}</notificationMethod></EventTriggerNotification>"
            if method
            else ""
        )
        + "</EventTriggerNotificationList></EventTrigger>"
        for event, method in rows
    )
    return "Event/triggers", f"<EventTriggerList>{listed}</EventTriggerList>"


def masks(found: Found) -> list[tuple[object, object]]:
    assert isinstance(found, Masks)
    assert isinstance(found.masks, tuple)
    return [(one.enabled, one.area_percent) for one in found.masks]


@pytest.mark.parametrize(
    ("master", "own", "on"), [("true", "true", True), ("false", "true", False), ("true", "false", False)]
)
def test_a_mask_is_on_by_both_of_its_switches(master: str, own: str, on: bool) -> None:
    found = read(tape(mask(master, region("PrivacyMaskRegion", own, QUARTER))), "masks")
    assert masks(found) == [(on, 25.0)]


def test_a_mask_that_nobody_drew_covers_nothing() -> None:
    rows = [region("PrivacyMaskRegion", "true", points) for points in (NOTHING, ())]
    assert masks(read(tape(mask("true", *rows)), "masks")) == [(True, 0.0), (True, 0.0)]


@pytest.mark.parametrize("grid", ["", GRID.replace("704", "0"), GRID.replace("704", "300")])
def test_an_area_without_a_grid_that_holds_it_is_unread(grid: str) -> None:
    [(_, area)] = masks(read(tape(mask("true", region("PrivacyMaskRegion", "true", QUARTER), grid=grid)), "masks"))
    assert isinstance(area, Unread)


def test_masks_that_a_camera_does_not_have_are_absent_unless_its_capabilities_claim_them() -> None:
    none = read(tape(), "masks")
    assert isinstance(none, Masks)
    assert isinstance(none.masks, Absent)
    [(claimed, _)] = masks(read(tape(capable("isSupportPrivacyMask")), "masks"))
    assert isinstance(claimed, Unsupported)
    [(refused, _)] = masks(read(tape(MASK="403 bare"), "masks"))
    assert isinstance(refused, Unread)


def test_no_mask_is_a_list_of_none() -> None:
    assert masks(read(tape(mask("true")), "masks")) == []
    [(cut, _)] = masks(read(tape((MASK, f"<PrivacyMask><enabled>true</enabled>{GRID}</PrivacyMask>")), "masks"))
    assert isinstance(cut, Unread)


def covered(enabled: str, *regions: str) -> tuple[str, str]:
    rows = f"<TamperDetectionRegionList>{''.join(regions)}</TamperDetectionRegionList>"
    return COVERED, f"<TamperDetection><enabled>{enabled}</enabled>{GRID}{rows}</TamperDetection>"


AREA = region("TamperDetectionRegion", "true", QUARTER)
OFF = region("TamperDetectionRegion", "false", QUARTER)
UNDRAWN = region("TamperDetectionRegion", "true", NOTHING)


def detections(found: Found) -> dict[str, object]:
    assert isinstance(found, Tamper)
    assert isinstance(found.detections, tuple)
    return {one.kind: one.enabled for one in found.detections}


@pytest.mark.parametrize(
    ("document", "method", "on"),
    [
        (covered("true", AREA), "center", True),
        (covered("true", OFF, AREA), "center", True),
        (covered("false", AREA), "center", False),
        (covered("true", OFF), "center", False),
        (covered("true", UNDRAWN), "center", False),
        (covered("true"), "center", False),
        (covered("true", AREA), "", False),
    ],
)
def test_tampering_is_noticed_by_a_switch_an_area_and_an_action(document: Any, method: str, on: bool) -> None:
    found = read(tape(document, triggers(("tamperdetection", method), ("VMD", "record"))), "tamper")
    assert detections(found) == {"covered": on}


def test_what_sets_nothing_off_that_anybody_knows_is_not_passed() -> None:
    found = read(tape(covered("true", AREA), triggers(("VMD", "record"))), "tamper")
    assert isinstance(detections(found)["covered"], Unsupported)
    lost = read(tape(covered("true", AREA)), "tamper")
    assert all(isinstance(one, Unsupported | Unread | Absent) for one in detections(lost).values())
    assert detections(lost)["covered"] is not True


def test_a_detection_that_a_trigger_claims_and_the_device_denies_is_unsupported() -> None:
    found = read(tape(triggers(("tamperdetection", "center"))), "tamper")
    assert isinstance(detections(found)["covered"], Unsupported)


def functions(found: Found) -> dict[str, tuple[str, object]]:
    assert isinstance(found, Analytics)
    assert isinstance(found.functions, tuple)
    return {one.name: (one.kind, one.enabled) for one in found.functions}


def faces(enabled: str, number: str = "1") -> tuple[str, str]:
    return "Smart/FaceDetect/1", f"<FaceDetect><id>{number}</id><enabled>{enabled}</enabled></FaceDetect>"


@pytest.mark.parametrize("claim", [triggers(("facedetection", "")), capable("isSupportFaceDetect")])
@pytest.mark.parametrize(("said", "on"), [("true", True), ("false", False)])
def test_face_detection_is_asked_for_where_either_list_has_it(claim: tuple[str, str], said: str, on: bool) -> None:
    found = read(tape(triggers(("VMD", "")), claim, faces(said)), "analytics")
    assert functions(found) == {"facedetection": ("face-detection", on)}


@pytest.mark.parametrize("number", ["33", ""])
def test_face_detection_of_a_channel_that_is_not_listed_is_not_passed_over(number: str) -> None:
    path, listed = triggers(("facedetection", ""))
    listed = listed.replace("<id>facedetection-1<", "<id>facedetection<").replace("ID>1<", f"ID>{number}<")
    found = read(tape((path, listed)), "analytics")
    assert isinstance(found, Analytics)
    assert isinstance(found.functions, tuple)
    assert {one.channel: type(one.enabled) for one in found.functions} == {"1": Absent, number: Unread}


def test_face_detection_that_neither_list_has_is_absent() -> None:
    _, enabled = functions(read(tape(triggers(("VMD", ""))), "analytics"))["facedetection"]
    assert isinstance(enabled, Absent)


@pytest.mark.parametrize("document", [faces("maybe"), faces("false", "2"), ("Smart/FaceDetect/1", "<FaceDetect/>")])
def test_a_face_document_that_is_no_answer_is_unread(document: tuple[str, str]) -> None:
    _, enabled = functions(read(tape(triggers(("facedetection", "")), document), "analytics"))["facedetection"]
    assert isinstance(enabled, Unread)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("faceSnap", "face-detection"),
        ("faceContrast", "face-recognition"),
        ("ANPR", "number-plate"),
        ("vehicledetection", "number-plate"),
        ("moodDetection", "other"),
    ],
)
def test_what_has_no_confirmed_switch_or_is_not_known_is_unsupported(event: str, kind: str) -> None:
    found = functions(read(tape(triggers((event, "record"))), "analytics"))
    assert found[event.lower()][0] == kind
    assert isinstance(found[event.lower()][1], Unsupported)


@pytest.mark.parametrize("flag", ["isSupportFaceSnap", "isSupportFaceContrast", "isSupportFaceLib", "isSupportTraffic"])
def test_a_capability_alone_is_unsupported(flag: str) -> None:
    found = functions(read(tape(triggers(("VMD", "")), capable(flag)), "analytics"))
    assert [one for _, one in found.values() if isinstance(one, Unsupported)]


def test_without_the_list_of_events_nothing_is_known() -> None:
    for documents in ((), (("Event/triggers", "<EventTriggerList/>"),)):
        found = read(tape(*documents), "analytics")
        assert isinstance(found, Analytics)
        assert isinstance(found.functions, Unread | Unsupported)


def overlay(name: str, time: str) -> tuple[str, str]:
    shown = f"<channelNameOverlay><enabled>{name}</enabled></channelNameOverlay>"
    return OVERLAYS, f"<VideoOverlay><DateTimeOverlay><enabled>{time}</enabled></DateTimeOverlay>{shown}</VideoOverlay>"


def test_name_and_time_are_switches_of_their_own() -> None:
    found = read(tape(overlay("true", "false")), "overlay")
    assert isinstance(found, Overlay)
    assert isinstance(found.channels, tuple)
    [one] = found.channels
    assert (one.text, one.name_shown, one.time_shown) == ("Hall", True, False)


def test_an_overlay_that_is_refused_is_never_absent() -> None:
    """No capability tells of it, and a name that stands nowhere must not pass for one that need not stand."""
    for kind in ("403 notSupport", "404", "403 bare", "500"):
        found = read(tape(OVERLAYS=kind), "overlay")
        assert isinstance(found, Overlay)
        assert isinstance(found.channels, tuple)
        assert all(isinstance(one.name_shown, Unread | Unsupported) for one in found.channels)


@pytest.mark.parametrize("document", [covered("false"), covered("false", UNDRAWN)])
def test_an_area_is_not_drawn_by_us(document: tuple[str, str]) -> None:
    session, playing = play(tape(document, triggers(("tamperdetection", "center"))))
    found: Any = drivers.read("hikvision", session, "tamper")
    on = Tamper(detections=tuple(type(one)(channel="1", kind=one.kind, enabled=True) for one in found.detections))
    with pytest.raises(WriteRefused, match="draw it"):
        drivers.write("hikvision", session, "tamper", found, on)
    assert playing.counts.writes == 0


def test_what_it_sets_off_is_not_chosen_by_us() -> None:
    session, playing = play(tape(covered("false", AREA), triggers(("tamperdetection", ""))))
    found: Any = drivers.read("hikvision", session, "tamper")
    on = Tamper(detections=tuple(type(one)(channel="1", kind=one.kind, enabled=True) for one in found.detections))
    with pytest.raises(WriteRefused, match="choose at the device"):
        drivers.write("hikvision", session, "tamper", found, on)
    assert playing.counts.writes == 0


def test_a_search_in_pages_is_not_the_search_for_the_oldest() -> None:
    """The tape of these tests tells them apart."""
    body = b"<trackID>101</trackID><maxResults>%d<"
    assert key_of("POST", "x", body % 1) != key_of("POST", "x", body % 100)
