"""A device's clock: how far it is off, and the wall clock that it shows."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ZONE = re.compile(
    r"(?P<std>[A-Za-z]{3,})(?P<offset>[+-]?\d{1,2}:\d{2}(?::\d{2})?)"
    r"(?:(?P<dst>[A-Za-z]{3,})(?P<save>\d{2}:\d{2}(?::\d{2})?),(?P<begin>[^,]+),(?P<end>[^,]+))?"
)
CHANGE = re.compile(r"M(\d{1,2})\.([1-5])\.([0-6])/(\d{2}):(\d{2})(?::(\d{2}))?")


def _span(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = ([int(part) for part in text.lstrip("+-").split(":")] + [0])[:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


@dataclass(frozen=True)
class Change:
    """The moment of a year, on the wall clock that is in force before it, when summer time begins or ends."""

    month: int
    week: int
    weekday: int
    time: timedelta

    @classmethod
    def decode(cls, text: str) -> "Change":
        found = CHANGE.fullmatch(text)
        if not found:
            raise ValueError(f"no change of summer time: {text!r}")
        month, week, weekday, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        if not 1 <= month <= 12:
            raise ValueError(f"no month: {text!r}")
        return cls(month, week, weekday, timedelta(hours=hours, minutes=minutes, seconds=seconds))

    def of(self, year: int) -> datetime:
        first = datetime(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.isoweekday() % 7) % 7 + 7 * (self.week - 1))
        while day.month != self.month:
            day -= timedelta(days=7)
        return day + self.time


@dataclass(frozen=True)
class Zone:
    """A Hikvision time zone, `CST-8:00:00DST01:00:00,M3.5.0/01:00:00,M10.5.0/02:00:00`: west of Greenwich is positive,
    and what stands after DST is what summer adds."""

    ahead: timedelta
    save: timedelta
    begin: Change | None
    end: Change | None

    @classmethod
    def decode(cls, text: str) -> "Zone":
        found = ZONE.fullmatch(text.strip())
        if not found:
            raise ValueError(f"no time zone: {text!r}")
        ahead = -_span(found["offset"])
        if not found["dst"]:
            return cls(ahead, timedelta(), None, None)
        return cls(ahead, _span(found["save"]), Change.decode(found["begin"]), Change.decode(found["end"]))

    def wall(self, moment: datetime) -> datetime:
        """What the clock on the wall shows, without a zone."""
        standard = moment.astimezone(UTC).replace(tzinfo=None) + self.ahead
        return standard + self.save if self._is_summer(standard) else standard

    def moment(self, wall: datetime) -> datetime:
        """The moment at which the clock on the wall shows this; of two, in autumn, the earlier."""
        for guess in (wall - self.ahead - self.save, wall - self.ahead):
            if self.wall(guess.replace(tzinfo=UTC)) == wall:
                return guess.replace(tzinfo=UTC)
        return (wall - self.ahead).replace(tzinfo=UTC)

    def _is_summer(self, standard: datetime) -> bool:
        if self.begin is None or self.end is None:
            return False
        begin, end = self.begin.of(standard.year), self.end.of(standard.year) - self.save
        return begin <= standard < end if begin < end else not end <= standard < begin


class Clock:
    """`error` is the device's time minus the lab's."""

    def __init__(self, error: timedelta) -> None:
        self.error = error

    def now(self) -> datetime:
        return datetime.now(UTC) + self.error

    def set(self, moment: datetime) -> None:
        self.error = moment - datetime.now(UTC)
