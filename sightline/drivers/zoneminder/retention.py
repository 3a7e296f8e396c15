"""How long events are kept (recorders.md, 3, item 3): as shipped until the disk is full, else by a filter's age."""

from datetime import datetime
from typing import Any

from sightline.drivers.limits import for_all
from sightline.drivers.zoneminder import footage
from sightline.drivers.zoneminder.filters import Filter, filters, set_days
from sightline.drivers.zoneminder.monitors import RECORDS, function, maybe, monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.errors import WriteRefused
from sightline.settings import UNLIMITED, Maybe, Retention, Track, Unlimited, known


def read(device: Session) -> Retention:
    """A track a monitor, and one more where the oldest event is of a monitor that is listed no more."""
    found = maybe(lambda: filters(device))
    rows = monitors(device)
    tracks = [_track(found, number(row), _records(row), _oldest(device, number(row))) for row in rows]
    oldest = maybe(lambda: footage.oldest(device))
    if not known(oldest):
        tracks.append(_track(found, "", oldest, oldest))
    elif oldest is not None and (gone := str(oldest.get("MonitorId"))) not in map(number, rows):
        tracks.append(_track(found, gone, False, maybe(lambda: footage.began(device, oldest))))
    return Retention(
        tracks=tuple(tracks),
        overwrites_when_full=any(one.when_full for one in found) if known(found) else found,
        protected=maybe(lambda: footage.protected(device)),
    )


def _records(row: dict[str, Any]) -> Maybe[bool]:
    return maybe(lambda: RECORDS[function(row)])


def _track(found: Maybe[list[Filter]], monitor: str, recording: Maybe[bool], oldest: Maybe[datetime | None]) -> Track:
    limit = _limit(found)
    full = known(found) and any(one.when_full for one in found)
    return Track(
        channel=monitor,
        track=f"events of monitor {monitor}" if monitor else "all events",
        recording=recording,
        limit="days" if isinstance(limit, int) else "disk_share" if full else "none",
        max_days=limit,
        oldest=oldest,
    )


def _limit(found: Maybe[list[Filter]]) -> Maybe[int | Unlimited]:
    """The filters reach every monitor's events: the shortest age counts."""
    if not known(found):
        return found
    return min((one.days for one in found if one.days is not None), default=UNLIMITED)


def _oldest(device: Session, monitor: str) -> Maybe[datetime | None]:
    event = maybe(lambda: footage.oldest(device, monitor))
    return maybe(lambda: footage.began(device, event)) if known(event) and event is not None else event


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """A filter of our own. It spares archived events, and runs at once: whatever is older goes within a minute."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        return
    if found.overwrites_when_full != wanted.overwrites_when_full:
        raise WriteRefused("no filter makes room on a full disk: bring PurgeWhenFull back by hand")
    changed = [new for old, new in zip(found.tracks, wanted.tracks, strict=True) if old.max_days != new.max_days]
    days = [track.max_days for track in changed if isinstance(track.max_days, int)]
    if len(days) < len(changed):
        raise WriteRefused("a limit is only ever set to a number of days")
    if days:
        for_all(found.tracks, wanted.tracks, min(days))
        set_days(device, min(days))
