"""Privacy masks (reference, section 9): a main switch for each channel, and one for each area."""

from sightline.drivers.hikvision import places, shapes
from sightline.drivers.hikvision.channels import inputs
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Mask, Masks, Maybe, known
from sightline.settings import Unread as NotRead
from sightline.wire import xml

NAME, ROOT, FLAG = "privacyMask", "PrivacyMask", "isSupportPrivacyMask"
REGIONS, REGION = "PrivacyMaskRegionList", "PrivacyMaskRegion"


def read(device: Session) -> Masks:
    """What cannot be read of a channel is one mask of that channel, with the reason."""
    masks = tuple(mask for channel in inputs(device) for mask in _masks(device, channel))
    nothing = [mask.enabled for mask in masks if isinstance(mask.enabled, Absent) and not mask.mask]
    return Masks(masks=nothing[0] if nothing and len(nothing) == len(masks) else masks)


def _where(device: Session, channel: str) -> tuple[str, places.Answer]:
    """Some recorders have a network channel's masks where a wired one has them."""
    path = places.path(device, channel, NAME)
    document = device.feature(path, ROOT, FLAG)
    if isinstance(document, Absent) and (other := places.wired(channel, NAME)) != path:
        return other, device.feature(other, ROOT, FLAG)
    return path, document


def _masks(device: Session, channel: str) -> list[Mask]:
    _, document = _where(device, channel)
    if isinstance(document, places.NOTHING):
        return [Mask(channel=channel, mask="", enabled=document, area_percent=document)]
    try:
        if xml.child(document, REGIONS) is None:
            raise UnexpectedReply(f"<{ROOT}> has no <{REGIONS}>")
        master = xml.need_boolean(document, "enabled")
        return [_mask(document, region, channel, master=master) for region in _regions(document)]
    except UnexpectedReply as problem:
        unread = NotRead(f"{NAME} of channel {channel}: {problem}")
        return [Mask(channel=channel, mask="", enabled=unread, area_percent=unread)]


def _regions(document: xml.Element) -> list[xml.Element]:
    return list(xml.children(document, f"{REGIONS}/{REGION}"))


def _mask(document: xml.Element, region: xml.Element, channel: str, *, master: bool) -> Mask:
    enabled: Maybe[bool] = xml.need_boolean(region, "enabled") and master
    area: Maybe[float]
    try:
        area = shapes.area_percent(document, region)
    except UnexpectedReply as problem:
        area = NotRead(str(problem))
    return Mask(channel=channel, mask=xml.need(region, "id"), enabled=enabled, area_percent=area)


def write(device: Session, found: Masks, wanted: Masks) -> None:
    """Each area that differs, and its channel's main switch where one is to be on. Nothing is drawn or taken away."""
    if not (known(found.masks) and known(wanted.masks)):
        return
    todo: dict[str, dict[str, bool]] = {}
    for old, new in zip(found.masks, wanted.masks, strict=True):
        if old.enabled != new.enabled and known(new.enabled) and new.mask:
            todo.setdefault(new.channel, {})[new.mask] = new.enabled
    for channel, switches in todo.items():
        path, _ = _where(device, channel)
        document = device.edit(path, ROOT)
        if any(switches.values()):
            xml.put_text(document, "enabled", "true")
        for region in _regions(document):
            if (enabled := switches.get(xml.need(region, "id"))) is not None:
                xml.put_text(region, "enabled", str(enabled).lower())
        device.put(path, document)
