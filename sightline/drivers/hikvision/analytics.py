"""Faces, number plates and the like (reference, section 11): what the triggers and the capabilities list."""

from collections.abc import Iterator

from sightline.drivers.hikvision.channels import inputs
from sightline.drivers.hikvision.session import Session
from sightline.drivers.hikvision.triggers import PATH, triggers
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Analytics, Function, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.settings.analytics import Kind
from sightline.wire import xml

FACES, ROOT, FLAG = "Smart/FaceDetect", "FaceDetect", "isSupportFaceDetect"
FACE = "facedetection"
#: Events by what they are in the policy's words; the name is the device's own, in small letters.
EVENTS: dict[str, Kind] = {
    FACE: "face-detection",
    "facesnap": "face-detection",
    "facecontrast": "face-recognition",
    "facecontrastsuccess": "face-recognition",
    "facecontrastfailure": "face-recognition",
    "whitelistfacecontrast": "face-recognition",
    "anpr": "number-plate",
    "vehicledetection": "number-plate",
    "hvtvehicledetection": "number-plate",
    "blacklist": "number-plate",
    "whitelist": "number-plate",
}
#: Capabilities of functions that may be there without an event of theirs in the list.
FLAGS: dict[str, tuple[Kind, str]] = {
    "isSupportFaceSnap": ("face-detection", "facesnap"),
    "isSupportFaceContrast": ("face-recognition", "facecontrast"),
    "isSupportFaceLib": ("face-recognition", "facecontrast"),
    "isSupportHumanRecognition": ("biometric", "humanrecognition"),
    "isSupportTraffic": ("number-plate", "vehicledetection"),
}
#: [F] Events that tell nobody from another: movement, lines, areas, things, the device itself.
HARMLESS = {
    *("io", "softio", "pir", "wlsensor", "callhelp", "audioexception", "thermometry", "firedetection"),
    *("vmd", "linedetection", "fielddetection", "regionentrance", "regionexiting", "loitering", "group", "rapidmove"),
    *("parking", "unattendedbaggage", "attendedbaggage", "objectsthrowndetection", "storagedetection"),
    *("tamperdetection", "shelteralarm", "scenechangedetection", "videoloss", "videomismatch", "badvideo"),
    *("diskfull", "diskerror", "nicbroken", "ipconflict", "illaccess", "recordingfailure"),
}


def read(device: Session) -> Analytics:
    """Only face detection has a switch whose document is confirmed; anything else that is listed is unsupported."""
    try:
        functions = (*_faces(device), *_events(device), *_capabilities(device))
    except Unsupported as problem:
        return Analytics(functions=Unsupportable(str(problem)))
    except UnexpectedReply as problem:
        return Analytics(functions=Unread(str(problem)))
    return Analytics(functions=functions)


def _faces(device: Session) -> Iterator[Function]:
    """Asked for where either list has it; [F] one camera has the event without the capability."""
    listed = {one.channel for one in triggers(device) if one.event == FACE}
    flagged = device.flag(FLAG) is True
    channels = inputs(device)
    for channel in channels:
        if flagged or channel in listed:
            enabled = _detects(device, channel)
        else:
            enabled = Absent("neither its capabilities nor its events list face detection")
        yield Function(channel=channel, name=FACE, kind="face-detection", enabled=enabled)
    for channel in sorted(listed.difference(channels)):
        unread = Unread(f"{PATH} lists {FACE} of channel {channel[:20] or 'none'}, which is no channel of the device")
        yield Function(channel=channel, name=FACE, kind="face-detection", enabled=unread)


def _detects(device: Session, channel: str) -> Maybe[bool]:
    document = device.feature(f"{FACES}/{channel}", ROOT, FLAG)
    if isinstance(document, Absent):
        return Unsupportable(f"{document.reason}, although its events list {FACE}")
    if isinstance(document, Unread | Unsupportable):
        return document
    try:
        if xml.need(document, "id") != channel:
            raise UnexpectedReply("answered with another channel")
        return xml.need_boolean(document, "enabled")
    except UnexpectedReply as problem:
        return Unread(f"{FACES}/{channel}: {problem}")


def _events(device: Session) -> Iterator[Function]:
    """The others that tell people or cars apart, and those that nobody here knows."""
    found = {(one.channel, one.event) for one in triggers(device)}
    for channel, event in sorted(found):
        if event == FACE or event in HARMLESS:
            continue
        why = "no document of its switch is confirmed" if event in EVENTS else "what it does is not known"
        enabled = Unsupportable(f"{PATH} lists {event[:40]}, and {why}")
        yield Function(channel=channel, name=event, kind=EVENTS.get(event, "other"), enabled=enabled)


def _capabilities(device: Session) -> Iterator[Function]:
    """What the device says that it can do, and no event of it is listed."""
    events = {one.event for one in triggers(device)}
    for flag, (kind, event) in FLAGS.items():
        if event not in events and device.flag(flag) is True:
            enabled = Unsupportable(f"its capabilities list {flag}, and no document of its switch is confirmed")
            yield Function(channel="", name=event, kind=kind, enabled=enabled)


def write(device: Session, found: Analytics, wanted: Analytics) -> None:
    """Switches face detection; a recorder passes it on to the camera."""
    if not (known(found.functions) and known(wanted.functions)):
        return
    for old, new in zip(found.functions, wanted.functions, strict=True):
        if old.enabled == new.enabled or not known(new.enabled):
            continue
        if new.name != FACE:
            raise WriteRefused(f"{new.name} has no confirmed switch")
        document = device.edit(f"{FACES}/{new.channel}", ROOT)
        xml.put_text(document, "enabled", str(new.enabled).lower())
        device.put(f"{FACES}/{new.channel}", document)
