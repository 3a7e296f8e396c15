"""Privacy areas (reference, B9; [HW] for the list)."""

from sightline.drivers.hanwha.channels import each, own, shown, switch
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.settings import Mask, Masks, Unread, known
from sightline.settings import Unsupported as Unsupportable

MENU = ("image", "privacy")
NO_SCALE = Unsupportable("the size of the picture that mask coordinates are of is not confirmed (B9)")


def read(device: Session) -> Masks:
    """One switch for all masks of a channel."""
    listed = device.feature(*MENU)
    if not isinstance(listed, Document):
        return Masks(masks=listed)
    masks: list[Mask] = []
    for number, row in each(device, listed).items():
        if isinstance(row, Unread):
            return Masks(masks=row)
        masks += _masks(number, row)
    return Masks(masks=tuple(masks))


def _masks(number: str, row: Document) -> list[Mask]:
    enabled = switch(row, "Enable")
    channel = shown(number)
    return [
        Mask(channel=channel, mask=f"{channel}/{name}", enabled=enabled, area_percent=NO_SCALE)
        for name in row.rows("MaskIndex")
    ]


def write(device: Session, found: Masks, wanted: Masks) -> None:
    """The channel's switch; no mask is drawn or removed here."""
    if not (isinstance(found.masks, tuple) and isinstance(wanted.masks, tuple)):
        return
    changed = {
        new.channel: new.enabled is True
        for old, new in zip(found.masks, wanted.masks, strict=True)
        if old.enabled != new.enabled and known(new.enabled)
    }
    for channel, enabled in changed.items():
        device.tell(*MENU, "set", {"Enable": enabled}, channel=own(channel))
