"""What is being recorded, and how far it reaches (reference, D16)."""

from datetime import datetime

from sightline.drivers.onvif import footage
from sightline.drivers.onvif.profiles import any_of
from sightline.drivers.onvif.recordings import recordings
from sightline.drivers.onvif.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import ChannelHealth, Health, Maybe, Unsupported, known

LIVE = Unsupported("ONVIF has no call that says whether a channel's picture arrives (onvif.md, D16)")
GAP = Unsupported("the recording's ends are told, gaps between them are not (onvif.md, D3)")
ADDRESS = Unsupported("ONVIF names the source of a recording, not the address of a camera behind it (onvif.md, D1)")


def read(device: Session) -> Health:
    """By the source of each recording. A job's mode is what it shall do: the recording's status is what it does."""
    tokens: dict[str, list[str]] = {}
    for recording in recordings(device):
        tokens.setdefault(recording.source, []).append(recording.token)
    if not tokens:
        raise UnexpectedReply("the recording service lists no recording")
    return Health(channels=tuple(_channel(device, channel, own) for channel, own in tokens.items()))


def _channel(device: Session, channel: str, own: list[str]) -> ChannelHealth:
    return ChannelHealth(
        channel=channel,
        live=LIVE,
        recording=any_of([footage.runs(device, token) for token in own]),
        newest=_newest([footage.newest(device, token) for token in own]),
        gap_seconds=GAP,
        address=ADDRESS,
    )


def _newest(found: list[Maybe[datetime | None]]) -> Maybe[datetime | None]:
    """The latest that is known; nothing only where each recording holds nothing."""
    held = [one for one in found if isinstance(one, datetime)]
    return max(held) if held else next((one for one in found if not known(one)), None)
