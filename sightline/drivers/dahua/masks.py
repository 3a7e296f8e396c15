"""Privacy masks (reference, section 9). A recorder's are its own; the camera's are the better ones."""

from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, need_boolean, need_number, put, rows
from sightline.drivers.parts import or_unread
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Mask, Masks, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

OVERLAYS, TURNING = "VideoWidget", "PrivacyMasking"
#: A mask that is not blended into one of these shows what it should hide there.
BLENDS = ("EncodeBlend", "EncodeBlendExtra1", "EncodeBlendExtra2", "EncodeBlendExtra3", "EncodeBlendSnapshot")
SIDE = 8192
NO_AREA = Unsupportable("the area of a mask of the newer kind has no confirmed name (dahua.md, 9)")


def read(device: Session) -> Masks:
    """Covers of the overlay table, and on newer and turning cameras a table of their own."""
    found = [mask for index, row in rows(device.table(OVERLAYS), OVERLAYS) for mask in _covers(index, row)]
    newer = [
        _newer(index, number, one)
        for index, row in rows(device.optional(TURNING) or [], TURNING)
        for number, one in rows(row, TURNING)
    ]
    return Masks(masks=tuple(found + newer))


def _covers(index: int, row: Tree) -> list[Mask]:
    covers = rows(at(row, "Covers") or [], "Covers")
    return [
        Mask(channel=str(index + 1), mask=f"{index + 1}-{number + 1}", enabled=_blended(one), area_percent=_area(one))
        for number, one in covers
    ]


@or_unread
def _blended(cover: Tree) -> Maybe[bool]:
    first = need_boolean(cover, BLENDS[0])
    return first and all(boolean(cover, name) is not False for name in BLENDS[1:])


def _area(cover: Tree) -> Maybe[float]:
    """A rectangle of left, top, right, bottom, each from 0 to 8191."""
    try:
        left, top, right, bottom = (need_number(cover, "Rect", n) for n in range(4))
    except UnexpectedReply as problem:
        return Unread(str(problem))
    if right > SIDE or bottom > SIDE or right < left or bottom < top:
        return Unread(f"Rect {(left, top, right, bottom)} is no rectangle of the picture")
    return round(100 * (right - left) * (bottom - top) / SIDE**2, 2)


def _newer(index: int, number: int, row: Tree) -> Mask:
    name = f"{index + 1}-p{number + 1}"
    try:
        enabled: Maybe[bool] = need_boolean(row, "Enable")
    except UnexpectedReply as problem:
        enabled = Unread(str(problem))
    return Mask(channel=str(index + 1), mask=name, enabled=enabled, area_percent=NO_AREA)


def write(device: Session, found: Masks, wanted: Masks) -> None:
    """Covers of the overlay table are blended in or out of every stream; where they lie is not changed."""
    if not (known(found.masks) and known(wanted.masks)):
        raise WriteRefused("the masks were not read")
    table, changed = device.edit(OVERLAYS), False
    for old, new in zip(found.masks, wanted.masks, strict=True):
        if new.enabled == old.enabled or not known(new.enabled):
            continue
        channel, _, number = new.mask.partition("-")
        if not number.isdecimal():
            raise WriteRefused(f"mask {new.mask} is of the newer kind: it is not switched from here")
        cover = at(table, int(channel) - 1, "Covers", int(number) - 1)
        for name in BLENDS:
            if at(cover, name) is not None:
                put(cover, new.enabled, name)
        changed = True
    if changed:
        device.put(OVERLAYS, table)
