"""Which channels are live (reference, B16), and where a recorder takes them from."""

from sightline.drivers.hanwha.channels import each, is_open, shown, sources
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
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
            ChannelHealth(
                channel=shown(number),
                live=_live(row),
                address=addresses if isinstance(addresses, Unread) else addresses.get(number, ""),
            )
            for number, row in events.items()
            if is_open(sources(device)[number]) or isinstance(addresses, Unread) or addresses.get(number)
        )
    )


def _live(row: Document | Unread) -> Maybe[bool]:
    """Connected and not lost: both must be said."""
    if isinstance(row, Unread):
        return row
    try:
        key = next((key for key in CONNECTED if key in row.values), CONNECTED[0])
        return row.flag(key) and not row.flag("Videoloss")
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _addresses(device: Session) -> dict[str, str] | Unread:
    try:
        rows = device.view("media", "cameraregister").rows("Channel")
        return {number: row.text("IPAddress") or "" for number, row in rows.items()}
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
