"""What is held of each camera: hours of recordings, and pictures of events (frigate/api/record.py)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sightline.drivers.frigate.session import Session, part
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import plainjson

HOUR, HOURS = timedelta(hours=1), re.compile(r"[01][0-9]|2[0-3]")
#: Beyond it lies no recording's time.
FUTURE = timedelta(days=1)


def oldest(device: Session, name: str) -> Maybe[datetime | None]:
    """The begin of the hour in which the oldest recording lies: never later than the recording itself."""
    return _read(lambda: min((hour for hour, _ in _hours(device, name)), default=None))


def newest(device: Session, name: str) -> Maybe[datetime | None]:
    """The last hour's begin and what was recorded in it: never later than the newest recording's end."""
    return _read(lambda: max((hour + held for hour, held in _hours(device, name)), default=None))


def oldest_picture(device: Session, name: str) -> Maybe[datetime | None]:
    """The oldest event with a snapshot. Two are asked for: their order shows that the oldest comes first."""
    return _read(lambda: _first(device, name))


def seen(device: Session, name: str) -> None:
    """Raises where our account may not see the camera, as its role may say: lists of events and exports then leave it
    out without a word, and what is asked of the camera itself is refused (frigate/api/auth.py)."""
    device.get(_summary(name))


def _summary(name: str) -> str:
    return f"{part(name)}/recordings/summary?timezone=utc"


def _read(ask: Any) -> Maybe[datetime | None]:
    try:
        found: datetime | None = ask()
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return found


def _hours(device: Session, name: str) -> list[tuple[datetime, timedelta]]:
    """Begin and recorded time of each hour that holds something, in UTC."""
    answer, at = device.asked(_summary(name))
    found = []
    for day in plainjson.rows(answer):
        midnight = _midnight(plainjson.need(day, str, "day"))
        for row in plainjson.rows(day, "hours"):
            begin = midnight + _hour(plainjson.need(row, str, "hour"))
            held = plainjson.need(row, float, "duration")
            if held < 0 or begin > at + FUTURE:
                raise UnexpectedReply(f"an hour of {name} at {begin:%Y-%m-%d %H} with {held:g} s of recordings")
            found.append((begin, timedelta(seconds=min(held, HOUR.total_seconds()))))
    return found


def _midnight(day: str) -> datetime:
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as problem:
        raise UnexpectedReply(f"{day[:20]!r} is no day") from problem


def _hour(text: str) -> timedelta:
    if not HOURS.fullmatch(text):
        raise UnexpectedReply(f"{text[:8]!r} is no hour")
    return timedelta(hours=int(text))


def _first(device: Session, name: str) -> datetime | None:
    seen(device, name)
    query = f"events?cameras={part(name)}&has_snapshot=1&include_thumbnails=0&sort=date_asc&limit=2"
    answer, at = device.asked(query)
    starts = []
    for row in plainjson.rows(answer):
        if plainjson.need(row, str, "camera") != name:
            raise UnexpectedReply(f"events of {name} are answered with those of another camera")
        starts.append(plainjson.need(row, float, "start_time"))
    if starts != sorted(starts) or len(starts) > 2:
        raise UnexpectedReply(f"events of {name} do not come with the oldest first")
    try:
        found = datetime.fromtimestamp(starts[0], UTC) if starts else None
    except (ValueError, OverflowError, OSError) as problem:
        raise UnexpectedReply(f"an event of {name} at no time") from problem
    if found is not None and found > at + FUTURE:
        raise UnexpectedReply(f"an event of {name} lies in the future")
    return found
