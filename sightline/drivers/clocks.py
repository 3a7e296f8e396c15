"""A device's wall clock beside the estate's, and what the ages of its footage are worth by it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sightline.errors import UnexpectedReply

#: Devices cut to the second.
HALF_SECOND = timedelta(seconds=0.5)
#: A clock this far off says nothing about the age of footage.
TRUSTED = timedelta(days=1)


def ours(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows in a zone at a moment, without the zone."""
    return at.astimezone(zone).replace(tzinfo=None)


def trust(ahead: timedelta) -> None:
    """Raises where the clock is so far off that footage may lie anywhere: also a search for it would find nothing."""
    if abs(ahead) > TRUSTED:
        raise UnexpectedReply(f"the device's clock is {abs(ahead).days} days off: ages of footage mean nothing")
