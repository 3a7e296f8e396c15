"""The disk or card: what each channel holds, by the days that a camera is told to keep (reference, section 3)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sightline.lab.clock import Clock
from sightline.lab.dahua.recording import Tables
from sightline.lab.footage import HOUR, Footage, Segment
from sightline.lab.spec import DeviceSpec

#: What time zone 0 with the summer time of Locales is.
ZONE = ZoneInfo("Europe/London")
WALL = "%Y-%m-%d %H:%M:%S"
FIRST_HANDLE = 2_499_970_352
RESULT = "/mnt/dvr/{start:%Y-%m-%d}/{channel}/dav/{start:%H}/{start:%H.%M.%S}-{end:%H.%M.%S}[R][0@0][0].dav"


class Store:
    """Kept up once an hour, or when the lab moves the clock. `finders` are the searches that are open."""

    def __init__(self, spec: DeviceSpec, tables: Tables, clock: Clock) -> None:
        self._tables, self._clock = tables, clock
        self._kept_up_to = clock.now()
        self._held = {track: Footage(clock.now(), spec.footage_days) for track in spec.tracks}
        self.finders: dict[int, list[dict[str, Any]]] = {}
        self._next = FIRST_HANDLE

    def live(self) -> None:
        """Records, overwrites and deletes up to the device's now."""
        self._kept_up_to = self._clock.now()
        days = self._tables["StorageGlobal"]["FileHoldTime"] if "StorageGlobal" in self._tables else 0
        for footage in self._held.values():
            footage.live(self._kept_up_to, timedelta(days=days) if days else None, overwrites=self._overwrites())

    def rewind(self) -> None:
        self._kept_up_to = self._clock.now()
        for footage in self._held.values():
            footage.rewind(self._kept_up_to)

    def create(self) -> int:
        self._next += 16
        self.finders[self._next] = []
        return self._next

    def find(self, handle: int, condition: dict[str, Any]) -> bool:
        """Files of one channel, from 0, that touch a time; oldest first. False where there is none."""
        if abs(self._clock.now() - self._kept_up_to) >= HOUR:
            self.live()
        footage = self._held.get(int(condition["Channel"]) + 1)
        if footage is None:
            return False
        footage.live(self._clock.now(), None, overwrites=self._overwrites())
        since, until = (_moment(str(condition[name])) for name in ("StartTime", "EndTime"))
        self.finders[handle] = [_shown(int(condition["Channel"]), one) for one in footage.segments(since, until)]
        return bool(self.finders[handle])

    def page(self, handle: int, count: int) -> list[dict[str, Any]]:
        found, self.finders[handle] = self.finders[handle][:count], self.finders[handle][count:]
        return found

    def _overwrites(self) -> bool:
        return all(group["OverWrite"] for group in self._tables["StorageGroup"])


def _moment(text: str) -> datetime:
    return datetime.strptime(text, WALL).replace(tzinfo=ZONE).astimezone(UTC)


def _shown(channel: int, one: Segment) -> dict[str, Any]:
    start, end = one.start.astimezone(ZONE), one.end.astimezone(ZONE)
    return {
        "Channel": channel,
        "StartTime": start.strftime(WALL),
        "EndTime": end.strftime(WALL),
        "Type": "dav",
        "VideoStream": "Main",
        "FilePath": RESULT.format(channel=channel, start=start, end=end),
    }
