"""How long each storage and archive keeps footage (recorders.md, 9): the longest of them is what holds."""

from sightline.drivers.milestone.session import Session
from sightline.drivers.milestone.stores import Place, places
from sightline.drivers.milestone.users import hidden
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Maybe, Retention, Track, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import plainjson

DAY_MINUTES = 1_440
#: What can be set (recorders.md, 9).
LEAST, MOST = 1, 365_000 * DAY_MINUTES
NO_TIMES = Unsupportable("the interface shows what is set up, and no recording's time (recorders.md, 9)")


def read(device: Session) -> Retention:
    """Footage that an evidence lock holds stays, whatever is set."""
    found = places(device)
    return Retention(
        tracks=tuple(_track(device, place) for place in found),
        overwrites_when_full=Unsupportable("no source says what a full storage does (recorders.md, 9)"),
        protected=_protected(found),
    )


def _track(device: Session, place: Place) -> Track:
    days = _days(place)
    return Track(
        channel=f"{place.server}: {place.name}",
        track=place.id,
        recording=_used(device, place),
        limit="days" if known(days) else "none",
        max_days=days,
        oldest=NO_TIMES,
    )


def _days(place: Place) -> Maybe[int]:
    """In minutes on the wire; whole days, rounded up."""
    try:
        minutes = plainjson.need(place.row, int, "retainMinutes")
    except UnexpectedReply as problem:
        return Unread(f"{place.name}: {problem}")
    if not LEAST <= minutes <= MOST:
        return Unread(f"{place.name}: retainMinutes is {minutes}")
    return -(-minutes // DAY_MINUTES)


def _used(device: Session, place: Place) -> Maybe[bool]:
    """Whether a camera that is on records to it, or to the storage before it."""
    try:
        used = any(
            plainjson.need(row, bool, "enabled")
            and plainjson.need(row, bool, "recordingEnabled")
            and plainjson.need(row, str, "recordingStorage", "id") == place.live
            for row in device.all("cameras")
        )
        return used or hidden(device) or False
    except UnexpectedReply as problem:
        return Unread(str(problem))
    except Unsupported as problem:
        return Unsupportable(str(problem))


def _protected(found: list[Place]) -> Maybe[int]:
    """By the space that locks hold: their number is not listed."""
    try:
        held = [plainjson.need(place.row, float, "lockedUsedSpace") for place in found if place.resource == "storages"]
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return Unsupportable("evidence locks hold footage; how many is not listed (recorders.md, 9)") if any(held) else 0


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Each place that keeps longer than wanted."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no storage to limit")
    own = {place.id: place for place in places(device)}
    for old, new in zip(found.tracks, wanted.tracks, strict=True):
        if old.max_days == new.max_days:
            continue
        if not isinstance(new.max_days, int) or new.track not in own:
            raise WriteRefused(f"{new.channel} takes no limit of {new.max_days} days, or is listed no more")
        device.change(own[new.track].resource, new.track, {"retainMinutes": new.max_days * DAY_MINUTES})
