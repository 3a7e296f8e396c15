"""What is held of each camera, by its own configuration (recorders.md, 5; frigate/api/record.py)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sightline.lab.clock import Clock
from sightline.lab.footage import HOUR, Footage

Config = dict[str, Any]


def recorded_days(camera: Config) -> float:
    """The longest of the kinds."""
    record = camera["record"]
    kinds = (record["continuous"], record["motion"], record["alerts"]["retain"], record["detections"]["retain"])
    return float(max(kind["days"] for kind in kinds))


def pictured_days(camera: Config) -> float:
    retain = camera["snapshots"]["retain"]
    return float(max([retain["default"], *retain["objects"].values()]))


class Held:
    """Recordings without a gap, and one picture an hour; what is too old goes once an hour."""

    def __init__(self, cameras: dict[str, Config], clock: Clock, days: float) -> None:
        self._cameras, self._clock = cameras, clock
        self._footage = {name: Footage(clock.now(), days) for name in cameras}
        self._pictures = {name: Footage(clock.now(), days) for name in cameras}

    def live(self) -> None:
        now = self._clock.now()
        for name, camera in self._cameras.items():
            self._footage[name].live(now, timedelta(days=recorded_days(camera)), overwrites=True)
            self._pictures[name].live(now, timedelta(days=pictured_days(camera)), overwrites=True)

    def rewind(self) -> None:
        for held in (*self._footage.values(), *self._pictures.values()):
            held.rewind(self._clock.now())

    def summary(self, name: str) -> list[dict[str, Any]]:
        """Days with the hours that hold something, the newest first."""
        held, days = self._footage[name], dict[str, dict[str, Any]]()
        held.live(self._clock.now(), None, overwrites=True)
        for one in reversed(list(held.segments(held.oldest, self._clock.now() + HOUR))):
            day = days.setdefault(f"{one.start:%Y-%m-%d}", {"events": 0, "hours": [], "day": f"{one.start:%Y-%m-%d}"})
            seconds = round((one.end - one.start).total_seconds())
            day["hours"].append(
                {"hour": f"{one.start:%H}", "events": 0, "motion": 7, "objects": 0, "duration": seconds}
            )
        return list(days.values())

    def events(self, name: str, limit: int, *, oldest_first: bool) -> list[dict[str, Any]]:
        held, now = self._pictures[name], self._clock.now()
        held.live(now, None, overwrites=True)
        starts = [held.oldest + timedelta(minutes=1), now - timedelta(minutes=1)]
        rows = [_event(name, start, retained=False) for start in (starts if oldest_first else starts[::-1])]
        return rows[:limit]

    def favourite(self, name: str) -> dict[str, Any]:
        """One that somebody marked to be kept."""
        return _event(name, datetime(2026, 10, 3, 8, 30, tzinfo=UTC), retained=True)


def _event(name: str, start: datetime, *, retained: bool) -> dict[str, Any]:
    moment = start.timestamp()
    return {
        "id": f"{moment:.6f}-lab",
        "label": "person",
        "sub_label": None,
        "camera": name,
        "start_time": moment,
        "end_time": moment + 12,
        "false_positive": None,
        "zones": [],
        "thumbnail": None,
        "has_clip": True,
        "has_snapshot": True,
        "retain_indefinitely": retained,
        "plus_id": None,
        "model_hash": None,
        "detector_type": None,
        "model_type": None,
        "data": {"type": "object", "score": 0.8},
    }
