"""What the device has recorded: hours of footage per track, stamped by its own clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Segment:
    start: datetime
    end: datetime


class Footage:
    """One track, recorded without a gap from `oldest` to `newest`.

    `newest` is never before what was recorded already: where a fast clock is put right, footage from its future
    remains.
    """

    def __init__(self, now: datetime, days: float) -> None:
        self.capacity = timedelta(days=days)
        self.oldest = now - self.capacity
        self._recorded_to = now

    def live(self, now: datetime, limit: timedelta | None, *, overwrites: bool) -> None:
        """Records up to `now` and deletes what its limit and its disk no longer hold; a full disk that may not
        overwrite stops."""
        full_at = self.oldest + self.capacity
        self._recorded_to = max(self._recorded_to, now if overwrites else min(now, full_at))
        if overwrites:
            self.oldest = max(self.oldest, now - self.capacity)
        if limit is not None:
            self.oldest = max(self.oldest, now - limit)

    def rewind(self, now: datetime) -> None:
        """The lab moved the clock ahead and back again: what lies ahead of `now` was never recorded."""
        self._recorded_to = min(self._recorded_to, now)

    def segments(self, since: datetime, until: datetime) -> Iterator[Segment]:
        """Whole hours, oldest first, cut at both ends of what is held; those that touch the span."""
        start = max(self.oldest, since.replace(minute=0, second=0, microsecond=0))
        while start < self._recorded_to and start < until:
            end = min(start.replace(minute=0, second=0, microsecond=0) + HOUR, self._recorded_to)
            if end > since:
                yield Segment(start, end)
            start = end
