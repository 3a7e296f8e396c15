"""How long recordings stay, and the oldest that are really there.

Files are as old as their last write. A limit counts only where it is one that we understand whole: our own timer as
we write it, or an age by last write of systemd-tmpfiles (tmpfiles.d(5)).
"""

from sightline.drivers.limits import for_all
from sightline.drivers.linux import timer
from sightline.drivers.linux.folders import RECORDING, TIMED_OUT, Held, held, moment, recent
from sightline.drivers.linux.folders import SCRIPT as FOLDERS
from sightline.drivers.linux.ours import put
from sightline.drivers.linux.session import Session, number, reason
from sightline.errors import DeviceError, UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Absent, Maybe, Retention, Track, Unlimited, Unread

SCRIPT = {
    "folders": FOLDERS,
    "timer": timer.SCRIPT,
    "protected": r"""
need lsattr
locked() {
  [ -L "$2" ] && return
  { timeout 3 lsattr -R -- "$2"; echo "status $?"; } | awk '$1 ~ /^[-a-zA-Z]*i[-a-zA-Z]*$/ && NF > 1 {n++}
    $1 == "status" {s = $2} END {print s + 0, n + 0}'
}
each_recording locked
exit 0
""",
}


def read(device: Session) -> Retention:
    """Each channel of each folder. What a full disk does is the recorder's own program's."""
    if not device.target.host.recordings:
        raise Unsupported("the inventory names no `recordings` folder of this host")
    parts = held(device)
    if not any(part.oldest or part.why for part in parts):
        raise UnexpectedReply("no folder of `recordings` holds a file: the program may keep its footage elsewhere")
    return Retention(
        tracks=tuple(_track(device, part) for part in parts),
        overwrites_when_full=Absent("a folder of files overwrites nothing: its space is freed by age"),
        protected=_protected(device),
    )


def _track(device: Session, part: Held) -> Track:
    limit = _limit(device, part)
    return Track(
        channel=part.channel,
        track=part.track,
        recording=recent(device, part, RECORDING),
        limit="days" if isinstance(limit, int) else "none",
        max_days=limit,
        oldest=moment(device, part, part.oldest),
    )


def _limit(device: Session, part: Held) -> Maybe[int | Unlimited]:
    """The shortest of the limits that reach the part; UNLIMITED where none does."""
    try:
        days = timer.limits(device, part.track)
    except DeviceError as problem:
        return reason(problem)
    return min(days, default=UNLIMITED) if days else UNLIMITED


def _protected(device: Session) -> Maybe[int]:
    """Files that the file system itself keeps from being deleted (chattr +i)."""
    try:
        rows = [line.split() for line in device.section("protected")]
        if any(len(row) != 2 or row[0] == str(TIMED_OUT) for row in rows):
            return Unread("more files than can be looked at in time")
        return sum(number(row[1], "a count of files") for row in rows)
    except DeviceError as problem:
        return reason(problem)


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Our timer, for all folders with the limit that is wanted of those without. It is the timer that deletes."""
    from pyinfra.operations import systemd

    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no folder to limit")
    if wanted.tracks == found.tracks:
        return
    changed = [new for old, new in zip(found.tracks, wanted.tracks, strict=True) if old != new]
    days = [track.max_days for track in changed if isinstance(track.max_days, int)]
    if len(days) < len(changed):
        raise WriteRefused("a limit is only ever set to a number of days")
    for_all(found.tracks, wanted.tracks, max(days))
    folders = device.target.host.recordings
    if why := timer.unsafe(folders):
        raise WriteRefused(why)
    device.apply(
        put(timer.SERVICE, timer.service(folders, max(days))),
        put(timer.TIMER, timer.TIMER_TEXT),
        systemd.service._inner(service=timer.NAME, running=True, enabled=True, daemon_reload=True),
    )
