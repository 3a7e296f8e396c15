"""Privacy masks, which media2 alone has (reference, D9)."""

from copy import deepcopy

from lxml import etree

from sightline.drivers.onvif.profiles import views
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import MEDIA2
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Mask, Masks, Unread, known
from sightline.wire import xml

#: The picture is 2 wide and 2 high, from -1 to 1 (media2, tt:Polygon).
EDGE, PICTURE, LONGEST = 1.0, 4.0, 24
SHOWN = 1  # decimals of a share


def read(device: Session) -> Masks:
    """No profile of ONVIF asks for masks: that a device lists no call for them says nothing of its own pages."""
    channels, missing = views(device)
    rows = _rows(device)
    if missing and rows:
        raise UnexpectedReply(f"{missing[0].token} was not read, so which picture a mask is in is not known")
    masks = tuple(_mask(row, channels) for row in rows)
    return Masks(masks=masks)


def _rows(device: Session) -> list[xml.Element]:
    if device.denies(MEDIA2, "Mask"):
        raise Unsupported("its capabilities say that ONVIF tells nothing of masks here (onvif.md, D9)")
    rows = list(xml.children(device.ask(MEDIA2, "GetMasks"), "Masks"))
    tokens = [row.get("token") or "" for row in rows]
    if "" in tokens or len(set(tokens)) < len(tokens):
        raise UnexpectedReply("GetMasks lists masks without a token of their own")
    return rows


def _mask(row: xml.Element, channels: dict[str, str]) -> Mask:
    """A mask whose area cannot be read may cover nothing: then whether it is on is not known either."""
    token = row.get("token") or ""
    try:
        view = xml.need(row, "ConfigurationToken")
        enabled, area = xml.need_boolean(row, "Enabled"), _area(row)
    except UnexpectedReply as problem:
        unread = Unread(f"mask {token}: {problem}")
        return Mask(channel=xml.text(row, "ConfigurationToken") or "", mask=token, enabled=unread, area_percent=unread)
    return Mask(channel=channels.get(view, view), mask=token, enabled=enabled, area_percent=area)


def _area(row: xml.Element) -> float:
    """By the polygon's corners. Fewer than three cover nothing."""
    if xml.child(row, "Polygon") is None:
        raise UnexpectedReply("no polygon")
    corners = [(_number(point, "x"), _number(point, "y")) for point in xml.children(row, "Polygon/Point")]
    turned = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    twice = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in turned)
    return round(abs(twice) / 2 / PICTURE * 100, SHOWN)


def _number(point: xml.Element, name: str) -> float:
    said = point.get(name) or ""
    try:
        value = float(said) if len(said) <= LONGEST and said.isascii() else None
    except ValueError:
        value = None
    if value is None or not -EDGE <= value <= EDGE:
        raise UnexpectedReply(f"a corner at {name} {said[:40]!r}, outside the picture or nowhere")
    return value


def write(device: Session, found: Masks, wanted: Masks) -> None:
    """The switch of each mask, in the device's own document. Nothing is drawn or taken away."""
    if not (known(found.masks) and known(wanted.masks)):
        return
    rows = {row.get("token"): row for row in _rows(device)}
    for old, new in zip(found.masks, wanted.masks, strict=True):
        if old.enabled == new.enabled or not known(new.enabled):
            continue
        row = rows.get(new.mask)
        if row is None:
            raise WriteRefused(f"the device lists mask {new.mask} no more")
        document = deepcopy(row)
        document.tag, document.tail = f"{{{MEDIA2}}}Mask", None
        xml.put_text(document, "Enabled", str(new.enabled).lower())
        device.tell_by_hand(MEDIA2, "SetMask", etree.tostring(document, encoding="unicode"))
