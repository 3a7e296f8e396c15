"""Which channels are live (reference, B16), and where a recorder takes them from."""

from sightline.drivers.hanwha.channels import address, each, is_open, shown, sources
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.drivers.parts import or_unread
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, ChannelHealth, Health, Maybe, Unread

#: Recorders of different years write one or the other.
CONNECTED = ("NetworkCameraConnect", "Connected")


def read(device: Session) -> Health:
    """A recorder's word on the channels that have a camera; a camera says nothing of its own picture."""
    if device.kind == "camera":
        return Health(channels=Absent("a camera lists no channels of others"))
    events = each(device, device.view("eventstatus", "eventstatus", "check"))
    addresses = _addresses(device)
    return Health(
        channels=tuple(
            _channel(number, row, addresses[number], closed=not is_open(sources(device)[number]))
            for number, row in events.items()
            if is_open(sources(device)[number]) or addresses[number] != ""
        )
    )


def _channel(number: str, row: Document | Unread, at: str | Unread, *, closed: bool) -> ChannelHealth:
    """Of a closed channel whose address is unread nobody knows whether there is a camera."""
    live = at if closed and isinstance(at, Unread) else _live(row)
    return ChannelHealth(channel=shown(number), live=live, address=at)


def _live(row: Document | Unread) -> Maybe[bool]:
    """Connected and not lost: both must be said."""
    if isinstance(row, Unread):
        return row
    try:
        key = next((key for key in CONNECTED if key in row.values), CONNECTED[0])
        return row.flag(key) and not row.flag("Videoloss")
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _addresses(device: Session) -> dict[str, str | Unread]:
    """Of every channel: what the register does not say is not the "" of a channel without a camera."""
    try:
        rows = each(device, device.view("media", "cameraregister"))
    except (UnexpectedReply, Unsupported) as problem:
        return dict.fromkeys(sources(device), Unread(str(problem)))
    return {number: _address(row) for number, row in rows.items()}


@or_unread
def _address(row: Document | Unread) -> str | Unread:
    return row if isinstance(row, Unread) else address(row)
