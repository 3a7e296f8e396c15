"""What is written into the picture (reference, B10: lines of type Title, Date or Custom)."""

from sightline.drivers.hanwha.channels import each, own, shown, whole
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import ChannelOverlay, Maybe, Overlay, Unread, known

MENU = ("image", "multilineosd")


def read(device: Session) -> Overlay:
    """Title is the name; Date is date and time both."""
    listed = device.feature(*MENU)
    if not isinstance(listed, Document):
        return Overlay(channels=listed)
    return Overlay(channels=tuple(_channel(number, row) for number, row in each(device, listed).items()))


def _channel(number: str, row: Document | Unread) -> ChannelOverlay:
    try:
        if isinstance(row, Unread):
            raise UnexpectedReply(row.reason)
        return ChannelOverlay(
            channel=shown(number),
            text=_text(row),
            name_shown=_shown(row, "Title"),
            time_shown=_shown(row, "Date"),
        )
    except UnexpectedReply as problem:
        why = Unread(str(problem))
        return ChannelOverlay(channel=shown(number), text=why, name_shown=why, time_shown=why)


def _of(row: Document, kind: str) -> list[tuple[str, Document]]:
    return [(index, line) for index, line in row.rows("Index").items() if line.need("OSDType") == kind]


def _shown(row: Document, kind: str) -> Maybe[bool]:
    """A channel without such a line is not known to have none: a list may be cut."""
    lines = [line.flag("Enable") for _, line in _of(row, kind)]
    return True in lines if lines else Unread(f"{row.where}: no line of type {kind}")


def _text(row: Document) -> Maybe[str]:
    lines = _of(row, "Title")
    shown = [line for _, line in lines if line.flag("Enable")] or [line for _, line in lines]
    return (shown[0].text("OSD") or "") if shown else Unread(f"{row.where}: no line of type Title")


def write(device: Session, found: Overlay, wanted: Overlay) -> None:
    """Switches the lines that are there; a name that is to read otherwise is its title's text."""
    if not (isinstance(found.channels, tuple) and isinstance(wanted.channels, tuple)):
        return
    for old, new in zip(found.channels, wanted.channels, strict=True):
        number = own(new.channel)
        if old.time_shown != new.time_shown and known(new.time_shown):
            _write(device, number, "Date", Enable=new.time_shown)
        if (old.name_shown, old.text) != (new.name_shown, new.text) and known(new.name_shown):
            text = {"OSD": new.text} if known(new.text) and new.text != old.text else {}
            _write(device, number, "Title", Enable=new.name_shown, **text)


def _write(device: Session, number: str, kind: str, **values: str | bool) -> None:
    row = each(device, device.view(*MENU))[number]
    lines = [] if isinstance(row, Unread) else _of(row, kind)
    if not lines:
        raise WriteRefused(f"image/multilineosd: channel {number} has no line of type {kind}")
    device.tell(*MENU, "update", {"Index": whole(lines[0][0]), "OSDType": kind, **values}, channel=number)
