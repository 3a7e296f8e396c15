"""What each channel holds, the limits that recording.storage puts on it, and the searches for it."""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any

from sightline.lab.clock import Clock
from sightline.lab.footage import HOUR, Footage
from sightline.lab.hanwha.recording import Menus
from sightline.lab.hanwha.time import FORM, Time
from sightline.lab.spec import DeviceSpec

MENU = "recording.storage"
LONGEST = 1_000


class Store:
    """Footage of every channel, kept up once an hour, or when the lab moves the clock."""

    def __init__(self, spec: DeviceSpec, menus: Menus, clock: Clock, time: Time) -> None:
        self._menus = menus
        self._clock = clock
        self._time = time
        self._kept_up_to = clock.now()
        self.held = {channel: Footage(clock.now(), spec.footage_days) for channel in spec.tracks}

    def live(self) -> None:
        """Records, overwrites and deletes up to the device's now."""
        self._kept_up_to = self._clock.now()
        for channel, footage in self.held.items():
            footage.live(self._kept_up_to, self._limit(channel), overwrites=self._overwrites)

    def rewind(self) -> None:
        self._kept_up_to = self._clock.now()
        for footage in self.held.values():
            footage.rewind(self._kept_up_to)

    @property
    def _overwrites(self) -> bool:
        return bool(self._menus[MENU]["OverWrite"])

    def _limit(self, channel: int) -> timedelta | None:
        setting = self._menus[MENU]
        rows = {row["Channel"]: row for row in setting.get("ChannelwiseAutoDeleteDays", ())}
        days = rows.get(channel, setting)["AutoDeleteDays"]
        return timedelta(days=days) if setting["AutoDeleteEnable"] else None

    def _look(self) -> None:
        if abs(self._clock.now() - self._kept_up_to) >= HOUR:
            self.live()
        for footage in self.held.values():
            footage.live(self._clock.now(), None, overwrites=self._overwrites)

    def period(self) -> dict[str, Any]:
        """searchrecordingperiod: of all channels together; DST is written behind a summer's time."""
        self._look()
        first = min(footage.oldest for footage in self.held.values())
        return {"StartTime": self._stamp(first), "EndTime": self._stamp(self._clock.now())}

    def month(self, asked: dict[str, str]) -> dict[str, Any]:
        """calendarsearch: a digit for each of 31 days."""
        self._look()
        year, month = (int(part) for part in asked["Month"].split("-"))
        channels = [int(one) for one in asked["ChannelIDList"].split(",")]
        days = calendar.monthrange(year, month)[1]
        held = {c: "".join(self._day(c, year, month, day) for day in range(1, days + 1)) for c in channels}
        return {
            "CalenderSearchResults": [{"Channel": c, "Result": result.ljust(31, "0")} for c, result in held.items()]
        }

    def _day(self, channel: int, year: int, month: int, day: int) -> str:
        start = datetime(year, month, day, tzinfo=self._time.zone)
        held = self.held.get(channel)
        return "1" if held and any(True for _ in held.segments(start, start + timedelta(days=1))) else "0"

    def timeline(self, asked: dict[str, str]) -> dict[str, Any]:
        """Newest first, as in the manual."""
        self._look()
        since, until = (
            datetime.strptime(asked[name], FORM).replace(tzinfo=self._time.zone) for name in ("FromDate", "ToDate")
        )
        return {
            "TimeLineSearchResults": [
                {"Channel": channel, "Results": self._results(held, since, until)}
                for channel, held in self.held.items()
            ]
        }

    def _results(self, held: Footage, since: datetime, until: datetime) -> list[dict[str, Any]]:
        found = list(held.segments(since, until))[-LONGEST:]
        return [
            {"Result": place, "StartTime": self._stamp(one.start), "EndTime": self._stamp(one.end), "Type": "Normal"}
            for place, one in enumerate(reversed(found))
        ]

    def _stamp(self, moment: datetime) -> str:
        local = moment.astimezone(UTC).astimezone(self._time.zone)
        return f"{local.strftime(FORM)}{' DST' if local.dst() else ''}"
