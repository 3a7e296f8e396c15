"""Events, in which footage is held (recorders.md, 3). Their times are the host's own local ones."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sightline.drivers.zoneminder.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import plainjson

#: Beyond it lies no recording's time.
FUTURE = timedelta(days=1)


def oldest(device: Session, monitor: str = "") -> dict[str, Any] | None:
    """The event that began first, of one monitor or of all, also of those that are listed no more."""
    return next(iter(_events(device, monitor, "asc")), None)


def newest(device: Session, monitor: str = "") -> list[dict[str, Any]]:
    """The last two events: the first of them may still go on."""
    return _events(device, monitor, "desc")


def protected(device: Session) -> int:
    """How many events are archived: the usual filters spare them."""
    return plainjson.need(device.get("events/index/Archived:1", "?limit=1"), int, "pagination", "count")


def began(device: Session, event: dict[str, Any]) -> datetime:
    """When an event began, in UTC."""
    found = _moment(device, event, "StartDateTime")
    if found is None:
        raise UnexpectedReply("an event without a begin")
    return found


def ended(device: Session, event: dict[str, Any]) -> datetime | None:
    """When it ended, in UTC; None where it goes on."""
    return _moment(device, event, "EndDateTime")


def _events(device: Session, monitor: str, direction: str) -> list[dict[str, Any]]:
    """Two are asked for: their order shows that they come in the one that was asked for."""
    path = f"events/index/MonitorId:{monitor}" if monitor else "events/index"
    answer = device.get(path, f"?sort=StartDateTime&direction={direction}&limit=2")
    found = [plainjson.need(row, dict, "Event") for row in plainjson.rows(answer, "events")]
    if monitor and any(str(plainjson.need(event, int, "MonitorId")) != monitor for event in found):
        raise UnexpectedReply(f"events of monitor {monitor} are answered with those of another one")
    begins = [began(device, event) for event in found]
    if len(found) > 2 or begins != sorted(begins, reverse=direction == "desc"):
        raise UnexpectedReply("events do not come in the order that was asked for")
    if len(found) < min(2, plainjson.need(answer, int, "pagination", "count")):
        raise UnexpectedReply("fewer events came than there are")
    return found


def _moment(device: Session, event: dict[str, Any], name: str) -> datetime | None:
    text = plainjson.get(event, str, name)
    if text is None:
        return None
    try:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_zone(device))
        found = local.astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise UnexpectedReply(f"an event's {name} is {text[:40]!r}") from problem
    if found > device.at + FUTURE:
        raise UnexpectedReply(f"an event's {name} lies in the future")
    return found


def _zone(device: Session) -> ZoneInfo:
    name = plainjson.need(device.get("host/getTimeZone"), str, "tz")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as problem:
        raise UnexpectedReply(f"its time zone is {name[:40]!r}") from problem
