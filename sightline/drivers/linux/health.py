"""Whether pictures arrive: the newest file of each channel is young."""

from datetime import timedelta

from sightline.drivers.linux.folders import RECORDING, Held, held, moment, recent
from sightline.drivers.linux.session import Session
from sightline.errors import Unsupported as NotSaid
from sightline.settings import ChannelHealth, Health, Unsupported

SCRIPT: dict[str, str] = {}
LIVE = timedelta(minutes=10)


def read(device: Session) -> Health:
    """By its own files; a recorder that records on motion alone is not live while nothing moves."""
    if not device.target.host.recordings:
        raise NotSaid("the inventory names no `recordings` folder of this host")
    return Health(channels=tuple(_channel(device, part) for part in held(device)))


def _channel(device: Session, part: Held) -> ChannelHealth:
    return ChannelHealth(
        channel=part.channel,
        live=recent(device, part, LIVE),
        recording=recent(device, part, RECORDING),
        newest=moment(device, part, part.newest),
        gap_seconds=Unsupported("gaps between files are not looked for: a program may write one a day"),
        address=Unsupported("from which camera a folder is filled, only the recorder's own program can tell"),
    )
