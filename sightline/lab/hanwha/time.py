"""system.date: shows the clock as it runs, and a write sets it."""

from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sightline.lab.clock import Clock
from sightline.lab.hanwha.recording import Menus

MENU = "system.date"
#: What the recordings' POSIX text means while summer time is on.
ZONE, WINTER = ZoneInfo("Europe/London"), ZoneInfo("UTC")
FORM = "%Y-%m-%d %H:%M:%S"


class Time:
    """Follows NTP where the mode says so, whatever server that is."""

    def __init__(self, menus: Menus, clock: Clock) -> None:
        self._menus = menus
        self._clock = clock

    @property
    def follows_ntp(self) -> bool:
        return bool(self._menus[MENU]["SyncType"] == "NTP")

    @property
    def zone(self) -> ZoneInfo:
        return ZONE if self._menus[MENU]["DSTEnable"] else WINTER

    def show(self) -> dict[str, Any]:
        now = self._clock.now()
        shown = {"LocalTime": now.astimezone(self.zone).strftime(FORM), "UTCTime": now.astimezone(UTC).strftime(FORM)}
        return {**self._menus[MENU], **shown}

    def follow(self) -> None:
        if self.follows_ntp:
            self._clock.error = timedelta()
