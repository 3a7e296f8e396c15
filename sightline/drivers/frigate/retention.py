"""How long recordings and snapshots are kept (recorders.md, 5): the longest of each kind's days, camera by camera."""

from math import ceil
from typing import Any

from sightline.drivers.frigate import export, footage
from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Maybe, Retention, Track, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import plainjson

RECORD, SNAPSHOTS = "record", "snapshots"
OLDEST = {RECORD: footage.oldest, SNAPSHOTS: footage.oldest_picture}
#: Where the days of each kind of recording stand, below a camera's `record`.
KINDS = (("continuous",), ("motion",), ("alerts", "retain"), ("detections", "retain"))
MOST_DAYS = 36_500
#: Kept for good: more of them than this are not counted in one answer.
FAVOURITES, MOST = "events?favorites=1&include_thumbnails=0&limit=10000", 10_000


def read(device: Session) -> Retention:
    """A full disk takes the oldest hour away (frigate/storage.py). Exports are never removed, favourites neither."""
    tracks = tuple(_track(device, name, camera, part) for name, camera in device.cameras.items() for part in OLDEST)
    return Retention(tracks=tracks, overwrites_when_full=True, protected=_protected(device))


def _track(device: Session, name: str, camera: dict[str, Any], part: str) -> Track:
    days = _limit(camera, part)
    return Track(
        channel=name,
        track=f"{name} {part}",
        recording=_enabled(camera, part),
        limit="days" if known(days) else "none",
        max_days=days,
        oldest=OLDEST[part](device, name),
    )


def _enabled(camera: dict[str, Any], part: str) -> Maybe[bool]:
    try:
        return plainjson.need(camera, bool, part, "enabled")
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _limit(camera: dict[str, Any], part: str) -> Maybe[int]:
    """Whole days, rounded up; what is kept for no day is there for less than one."""
    try:
        return max(1, ceil(max(_days(camera, part).values())))
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _days(camera: dict[str, Any], part: str) -> dict[tuple[str, ...], float]:
    """Each number of days by its place below the part."""
    if part == RECORD:
        places = [(*kind, "days") for kind in KINDS]
    else:
        objects = plainjson.get(camera, dict, part, "retain", "objects") or {}
        places = [("retain", "default"), *(("retain", "objects", name) for name in objects)]
    found = {place: plainjson.need(camera, float, part, *place) for place in places}
    if wrong := [value for value in found.values() if not 0 <= value <= MOST_DAYS]:
        raise UnexpectedReply(f"{part} is kept {wrong[0]:g} days")
    return found


def _protected(device: Session) -> Maybe[int]:
    try:
        for name in device.cameras:
            footage.seen(device, name)
        favourites = len(plainjson.rows(device.get(FAVOURITES)))
        exports = len(plainjson.rows(device.get(export.PATH)))
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return Unread(f"{MOST} favourites or more") if favourites >= MOST else favourites + exports


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Each kind that is kept longer than wanted, camera by camera; taken up at once."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        return
    if found.overwrites_when_full != wanted.overwrites_when_full:
        raise WriteRefused("what a full disk does cannot be chosen")
    for old, new in zip(found.tracks, wanted.tracks, strict=True):
        if old.max_days != new.max_days:
            _shorten(device, new)


def _shorten(device: Session, wanted: Track) -> None:
    limit, part = wanted.max_days, wanted.track.rpartition(" ")[2]
    camera = device.cameras.get(wanted.channel)
    if not isinstance(limit, int) or camera is None:
        raise WriteRefused(f"{wanted.track} takes no limit of {limit} days, or is there no more")
    change: dict[str, Any] = {}
    for place, days in _days(camera, part).items():
        if days > limit:
            below = change
            for key in place[:-1]:
                below = below.setdefault(key, {})
            below[place[-1]] = limit
    device.set(wanted.channel, part, change)
