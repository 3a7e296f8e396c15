"""A recorder's channels (reference, C1). A camera has one picture, which LAPI numbers 0."""

from dataclasses import dataclass

from sightline.drivers.uniview.envelope import Data
from sightline.drivers.uniview.fields import number, part, rows, text
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Unread

LIST = "Channels/System/ChannelDetailInfos"
CAMERA = "0"
LIVE = 1
NOWHERE = Unread("the recorder shows a picture here and no address that it comes from")


@dataclass(frozen=True, kw_only=True)
class Channel:
    """`address` is "" for a slot that has no camera (seen: NVR302-16S2 lists all of its 16).

    A slot that calls itself live has one all the same: no source says that the address is then there.
    """

    channel: str
    address: str
    row: Data

    @property
    def used(self) -> bool:
        """True where a camera stands behind the slot, by its address or its state."""
        return bool(self.address) or self.row.get("Status") == LIVE


def channels(device: Session) -> list[Channel]:
    """Every slot of a recorder, in its order."""
    found = [_channel(row) for row in rows(device.get(LIST), "DetailInfos", "Nums")]
    if not found or len({one.channel for one in found}) < len(found):
        raise UnexpectedReply(f"{LIST} lists no channel, or one twice")
    return found


def _channel(row: Data) -> Channel:
    """An address that is not told at all is not that of an empty slot."""
    own = part(row, "AddressInfo")
    if own.get("Address") is None:
        raise UnexpectedReply(f"{LIST}: a slot without a word on its address")
    return Channel(channel=str(number(row, "ID")), address=text(own, "Address"), row=row)


def ids(device: Session) -> list[str]:
    """A camera's one picture, or a recorder's slots that have a camera."""
    if device.kind == "camera":
        return [CAMERA]
    return [one.channel for one in channels(device) if one.used]
