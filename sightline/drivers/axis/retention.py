"""How long each store keeps footage, and the oldest that it holds (reference, A3)."""

from datetime import datetime

from sightline.drivers import clocks
from sightline.drivers.axis import recordings, walltime
from sightline.drivers.axis.channels import only_a_camera
from sightline.drivers.axis.disks import Disk, disks
from sightline.drivers.axis.session import Session
from sightline.drivers.axis.uploads import uploads
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Absent, Maybe, Retention, Track, Unlimited, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

#: Of a store that events may record to at any time: their rules are not confirmed (A12).
MAY_RECORD = True


def read(device: Session) -> Retention:
    """A track is a store: what is on it is of every picture of the device."""
    only_a_camera(device)
    rows, elsewhere = disks(device), uploads(device)
    if isinstance(rows, Absent) and not elsewhere:
        return Retention(tracks=rows, overwrites_when_full=rows, protected=rows)
    stores = () if isinstance(rows, Absent) else rows
    _known(device, stores)
    return Retention(
        tracks=(*(_track(device, disk) for disk in stores), *elsewhere),
        overwrites_when_full=all(disk.policy == "fifo" for disk in stores) if stores else elsewhere[0].recording,
        protected=Unsupportable("no confirmed call lists locked recordings (reference A3)"),
    )


def _known(device: Session, rows: tuple[Disk, ...]) -> None:
    """Footage on a store that is not listed would be judged by nobody."""
    try:
        held = recordings.held(device)
    except (UnexpectedReply, Unsupported):
        return  # the oldest recording of each store says so
    strange = {one.disk for one in held.recordings} - {disk.name for disk in rows}
    if strange:
        raise UnexpectedReply(f"record/list.cgi has recordings on {min(strange)[:40]}, which is no disk")


def _track(device: Session, disk: Disk) -> Track:
    days = _days(device, disk)
    return Track(
        channel="1",
        track=disk.name,
        recording=MAY_RECORD,
        limit="days" if isinstance(days, int) else "none",
        max_days=days,
        oldest=_oldest(device, disk),
    )


def _days(device: Session, disk: Disk) -> Maybe[int | Unlimited]:
    """`none` never deletes, `fifo` with 0 only when full; nothing is cleaned up on a locked disk."""
    if disk.policy not in ("fifo", "none"):
        return Unread(f"{disk.name}: the clean-up policy {disk.policy[:40]!r} is not known")
    for name, said in (("CleanupMaxAge", str(disk.max_days)), ("CleanupPolicyActive", disk.policy)):
        set_to = device.params.get(f"Storage.{disk.group}.{name}") if disk.group else None
        if set_to is not None and set_to.lower() != said:
            return Unread(f"{disk.name}: {name} is {said} in the list of disks, and {set_to[:40]!r} as a parameter")
    in_force = disk.policy == "fifo" and disk.max_days > 0 and not disk.locked
    return disk.max_days if in_force else UNLIMITED


def _oldest(device: Session, disk: Disk) -> Maybe[datetime | None]:
    """In UTC by our clock: the device stamped it by its own."""
    try:
        ahead = walltime.ahead(device)
        clocks.trust(ahead)
        held = recordings.held(device)
        first = next((one for one in held.recordings if one.disk == disk.name), None)
        if first is None and disk.is_empty:
            return Unread(f"{disk.name} is {disk.status[:40]}: what it holds cannot be seen")
        if first is None:
            return (
                None if held.whole else Unread(f"{disk.name}: none of the {recordings.MOST} oldest recordings is on it")
            )
        if first.start - ahead > walltime.shown(device).at + clocks.TRUSTED:
            return Unread(f"the oldest recording, {first.start:%Y-%m-%d}, lies in the device's own future")
        return first.start - ahead
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Age and policy of each store that differs, in one request; a locked one cannot be limited."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no store to limit")
    rows = disks(device)
    by_name = {} if isinstance(rows, Absent) else {disk.name: disk for disk in rows}
    loops = wanted.overwrites_when_full is True and found.overwrites_when_full is False
    todo: dict[str, int | str] = {}
    for old, new in zip(found.tracks, wanted.tracks, strict=True):
        disk = by_name.get(new.track)
        if disk is None or xml.number(disk.group.removeprefix("S")) is None:
            if old != new:
                raise WriteRefused(f"{new.track} is no store with parameters of its own")
            continue
        if old.max_days != new.max_days and known(new.max_days):
            todo |= _limit(disk, new)
        if loops and disk.policy != "fifo":
            todo[f"Storage.{disk.group}.CleanupPolicyActive"] = "fifo"
    device.update(todo)


def _limit(disk: Disk, wanted: Track) -> dict[str, int | str]:
    if not isinstance(wanted.max_days, int) or disk.locked:
        raise WriteRefused(f"{disk.name} takes no limit{' while it is locked' if disk.locked else ''}")
    group = f"Storage.{disk.group}"
    return {f"{group}.CleanupMaxAge": wanted.max_days, f"{group}.CleanupPolicyActive": "fifo"}
