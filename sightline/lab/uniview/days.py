"""A recorder's disk: the days on which each channel recorded. It overwrites when full, and has no other limit."""

from calendar import monthrange
from datetime import datetime

from sightline.lab.clock import Clock
from sightline.lab.footage import Footage
from sightline.lab.onvif.time import ZONE
from sightline.lab.spec import DeviceSpec


class Days:
    """Slots that have no camera hold nothing; `channels` are those that record."""

    def __init__(self, spec: DeviceSpec, clock: Clock, channels: tuple[int, ...]) -> None:
        self._clock = clock
        self._held = {channel: Footage(clock.now(), spec.footage_days) for channel in channels}

    def live(self) -> None:
        for footage in self._held.values():
            footage.live(self._clock.now(), None, overwrites=True)

    def rewind(self) -> None:
        for footage in self._held.values():
            footage.rewind(self._clock.now())

    def month(self, channel: int, year: int, month: int) -> list[int]:
        """A 1 for each day with footage, by the device's own clock."""
        self.live()
        days = range(1, monthrange(year, month)[1] + 1)
        footage = self._held.get(channel)
        return [int(footage is not None and _holds(footage, year, month, day)) for day in days]


def _holds(footage: Footage, year: int, month: int, day: int) -> bool:
    begin = datetime(year, month, day, tzinfo=ZONE)
    return next(footage.segments(begin, begin.replace(hour=23, minute=59, second=59)), None) is not None
