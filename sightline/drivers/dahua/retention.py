"""How long channels keep footage, and the oldest that they hold (reference, section 3)."""

from datetime import datetime
from typing import Literal

from sightline.drivers.dahua import schedule, walltime
from sightline.drivers.dahua.disks import disks
from sightline.drivers.dahua.footage import Held, held
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import each, need_boolean, need_number, put, rows
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Absent, Maybe, Retention, Track, Unlimited, Unread
from sightline.settings import Unsupported as Unsupportable

DAYS, GROUP, KEY, NETWORK = "StorageGlobal", "StorageGroup", "FileHoldTime", "NAS"
LOCKED = Unsupportable("no confirmed call lists locked clips")
ELSEWHERE = Unsupportable(
    "it sends footage to a network store, and how long that is kept there it does not say (dahua.md, 3)"
)
NOT_CONFIRMED = Unsupportable("which table of a recorder holds the days is not confirmed (dahua.md, Not confirmed)")


def read(device: Session) -> Retention:
    """One track a channel: nothing tells the limits of main and sub streams apart. A camera's network store is one of
    its own."""
    elsewhere = _elsewhere(device) if device.kind == "camera" else ()
    if device.kind == "camera" and isinstance(nothing := disks(device), Absent):
        return Retention(tracks=elsewhere or nothing, overwrites_when_full=nothing, protected=nothing)
    days = _days(device)
    tracks = tuple(_track(device, channel, of, days) for channel, of in held(device).items())
    return Retention(tracks=(*tracks, *elsewhere), overwrites_when_full=_overwrites(device), protected=LOCKED)


def _elsewhere(device: Session) -> tuple[Track, ...]:
    """None where every network store that the camera lists is off; it is in no list of disks."""
    why: Unread | Unsupportable = ELSEWHERE
    try:
        listed = device.optional(NETWORK)
        if not any(need_boolean(row, "Enable") for row in ([] if listed is None else each(listed))):
            return ()
    except (UnexpectedReply, Unsupported) as problem:
        why = Unread(str(problem))
    return (Track(channel="1", track=NETWORK, recording=why, limit="none", max_days=why, oldest=why),)


def _track(device: Session, channel: str, of: Held, days: Maybe[int | Unlimited]) -> Track:
    limit: Literal["days", "none"] = "days" if isinstance(days, int) else "none"
    return Track(
        channel=channel,
        track=channel,
        recording=schedule.recording(device, int(channel) - 1),
        limit=limit,
        max_days=days,
        oldest=_oldest(device, of),
    )


def _days(device: Session) -> Maybe[int | Unlimited]:
    """One number for a camera: clients set it in days on real ones; 0 is no day. A recorder's is not confirmed."""
    if device.kind == "recorder":
        return NOT_CONFIRMED
    try:
        return need_number(device.table(DAYS), KEY) or UNLIMITED
    except UnexpectedReply as problem:
        return Unread(str(problem))
    except Unsupported as problem:
        return Unsupportable(f"{problem}; the unit of {GROUP} is not confirmed (dahua.md, 3)")


@or_why_not
def _overwrites(device: Session) -> Maybe[bool]:
    """Of every group of disks."""
    found = [need_boolean(row, "OverWrite") for _, row in rows(device.table(GROUP), GROUP)]
    return all(found) if found else Unread(f"{GROUP} is empty")


def _oldest(device: Session, of: Held) -> Maybe[datetime | None]:
    oldest = of.oldest
    if oldest is None or isinstance(oldest, Unread | Unsupportable | Absent):
        return oldest
    return walltime.in_utc(device, oldest.start)


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Overwriting first, so that no disk stops in between; then the days."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no track to limit")
    if wanted.overwrites_when_full != found.overwrites_when_full:
        table = device.edit(GROUP)
        for index, _ in rows(table, GROUP):
            put(table, wanted.overwrites_when_full, index, "OverWrite")
        device.put(GROUP, table)
    before, after = ({one.max_days for one in some if one.track != NETWORK} for some in (found.tracks, wanted.tracks))
    if before == after:
        return
    if len(after) != 1 or not isinstance(days := after.pop(), int):
        raise WriteRefused("the device has one number of days for all its channels")
    table = device.edit(DAYS)
    put(table, days, KEY)
    device.put(DAYS, table)
