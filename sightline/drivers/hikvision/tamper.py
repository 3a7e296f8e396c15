"""Whether a covered, turned or lost view is noticed (reference, section 12)."""

from dataclasses import dataclass
from typing import Literal

from sightline.drivers.hikvision import places, shapes, triggers
from sightline.drivers.hikvision.channels import inputs
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Detection, Maybe, Tamper, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

REGIONS = "TamperDetectionRegionList/TamperDetectionRegion"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One detection: its document at a channel, its capability, and the events by which it acts. `area`: inert
    without a drawn one. `asked` is False where only a capability, or a trigger in the list, says that it is there.
    """

    kind: Literal["covered", "moved", "video-loss"]
    name: str
    root: str
    flag: str
    events: tuple[str, ...]
    area: bool = False
    asked: bool = False


KINDS = (
    Kind(
        kind="covered",
        name="tamperDetection",
        root="TamperDetection",
        flag="isSupportTamperDetection",
        events=("tamperdetection", "shelteralarm"),
        area=True,
        asked=True,
    ),
    Kind(
        kind="moved",
        name="Smart/SceneChangeDetection",
        root="SceneChangeDetection",
        flag="isSupportSceneChangeDetection",
        events=("scenechangedetection",),
    ),
    Kind(kind="video-loss", name="videoLoss", root="VideoLoss", flag="isSupportVideoLoss", events=("videoloss",)),
)


def read(device: Session) -> Tamper:
    """What a channel's triggers and the capabilities both leave out is not asked for, but for the covered view."""
    found = tuple(
        Detection(channel=channel, kind=kind.kind, enabled=_enabled(device, channel, kind))
        for channel in inputs(device)
        for kind in KINDS
        if kind.asked or _claimed(device, channel, kind)
    )
    absent = [one.enabled for one in found if isinstance(one.enabled, Absent)]
    return Tamper(detections=absent[0] if len(absent) == len(found) else found)


def _claimed(device: Session, channel: str, kind: Kind) -> bool:
    """By either list; an unreadable one claims everything."""
    try:
        return triggers.listed(device, channel, kind.events) or _flagged(device, kind)
    except (UnexpectedReply, Unsupported):
        return True


def _flagged(device: Session, kind: Kind) -> bool:
    """A recorder's capabilities are its own: what a camera behind it can do stands in the list of triggers alone."""
    return device.kind == "camera" and device.flag(kind.flag) is True


def _path(device: Session, channel: str, kind: Kind) -> str:
    own = kind.name.startswith("Smart/")
    return f"{kind.name}/{channel}" if own else places.path(device, channel, kind.name)


def _enabled(device: Session, channel: str, kind: Kind) -> Maybe[bool]:
    """On, with an area where it needs one, and with something that it sets off."""
    document = device.feature(_path(device, channel, kind), kind.root, kind.flag)
    if isinstance(document, Absent) and _claimed(device, channel, kind):
        return Unsupportable(f"{document.reason}, although {triggers.PATH} lists it")
    if isinstance(document, places.NOTHING):
        return document
    try:
        if not xml.need_boolean(document, "enabled") or (kind.area and not _has_area(document)):
            return False
        acts = triggers.acting(device, channel, kind.events)
    except UnexpectedReply as problem:
        return Unread(f"{kind.name} of channel {channel}: {problem}")
    except Unsupported as problem:
        return Unsupportable(str(problem))
    said = f"{triggers.PATH} leaves {kind.events[0]} of channel {channel} out: what it sets off is not known"
    return Unsupportable(said) if acts is None else acts


def _has_area(document: xml.Element) -> bool:
    """[F] Cameras list one with a switch of its own."""
    return any(
        xml.need_boolean(region, "enabled") and shapes.area_percent(document, region) > 0
        for region in xml.children(document, REGIONS)
    )


def write(device: Session, found: Tamper, wanted: Tamper) -> None:
    """Switches the detection and its drawn areas. Areas and what is set off are for a person to choose."""
    if not (known(found.detections) and known(wanted.detections)):
        return
    for old, new in zip(found.detections, wanted.detections, strict=True):
        if old.enabled != new.enabled and known(new.enabled):
            _switch(device, new.channel, next(kind for kind in KINDS if kind.kind == new.kind), enabled=new.enabled)


def _switch(device: Session, channel: str, kind: Kind, *, enabled: bool) -> None:
    path = _path(device, channel, kind)
    document = device.edit(path, kind.root)
    if enabled and not triggers.acting(device, channel, kind.events):
        raise WriteRefused(f"{kind.name} of channel {channel} sets nothing off: choose at the device what it shall do")
    if enabled and kind.area:
        drawn = [one for one in xml.children(document, REGIONS) if shapes.area_percent(document, one) > 0]
        if not drawn:
            raise WriteRefused(f"{kind.name} of channel {channel} has no area: draw it at the device")
        for region in drawn:
            xml.put_text(region, "enabled", "true")
    xml.put_text(document, "enabled", str(enabled).lower())
    device.put(path, document)
