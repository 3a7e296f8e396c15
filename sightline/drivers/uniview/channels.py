"""A recorder's channels (reference, C1). A camera has one picture, which LAPI numbers 0."""

from dataclasses import dataclass

from sightline.drivers.uniview.envelope import Data
from sightline.drivers.uniview.fields import number, part, rows, text
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply

LIST = "Channels/System/ChannelDetailInfos"
CAMERA = "0"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """`address` is "" for a slot that has no camera (seen: NVR302-16S2 lists all of its 16)."""

    channel: str
    address: str
    row: Data


def channels(device: Session) -> list[Channel]:
    """Every slot of a recorder, in its order."""
    found = [_channel(row) for row in rows(device.get(LIST), "DetailInfos", "Nums")]
    if not found or len({one.channel for one in found}) < len(found):
        raise UnexpectedReply(f"{LIST} lists no channel, or one twice")
    return found


def _channel(row: Data) -> Channel:
    return Channel(channel=str(number(row, "ID")), address=text(part(row, "AddressInfo"), "Address"), row=row)


def ids(device: Session) -> list[str]:
    """A camera's one picture, or a recorder's slots that have a camera."""
    if device.kind == "camera":
        return [CAMERA]
    return [one.channel for one in channels(device) if one.address]
