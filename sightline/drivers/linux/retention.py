"""How long recordings stay, and the oldest that are really there.

Files are as old as their last write. A limit counts only where it is one that we understand whole: our own timer as
we write it, or an age by last write of systemd-tmpfiles (tmpfiles.d(5)).
"""

import io

from sightline.drivers.linux import timer
from sightline.drivers.linux.folders import RECORDING, Held, held, moment, recent
from sightline.drivers.linux.folders import SCRIPT as FOLDERS
from sightline.drivers.linux.session import Session, number, reason
from sightline.errors import DeviceError, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Absent, Maybe, Retention, Track, Unlimited, Unread
from sightline.settings import Unsupported as Unsupportable

SCRIPT = {
    "folders": FOLDERS,
    "timer": timer.SCRIPT,
    "protected": r"""
need lsattr
locked() { [ ! -L "$2" ] && timeout "$patience" lsattr -R -- "$2" | awk '$1 ~ /^[-a-zA-Z]*i[-a-zA-Z]*$/ && NF > 1 {n++} END {print n + 0}'; }
each_recording locked
exit 0
""",
}


def read(device: Session) -> Retention:
    """Each channel of each folder. What a full disk does is the recorder's own program's."""
    if not device.target.host.recordings:
        raise Unsupported("the inventory names no `recordings` folder of this host")
    return Retention(
        tracks=tuple(_track(device, part) for part in held(device)),
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
        return sum(number(line, "a count of files") for line in device.section("protected"))
    except DeviceError as problem:
        return Unsupportable(str(problem)) if isinstance(problem, Unsupported) else Unread(str(problem))


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Our timer, for all folders with the shortest limit that is wanted. It is the timer that deletes, not we."""
    from pyinfra.operations import files, systemd

    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no folder to limit")
    if wanted.tracks == found.tracks:
        return
    limits = [track.max_days for track in wanted.tracks if isinstance(track.max_days, int)]
    changed = [new for old, new in zip(found.tracks, wanted.tracks, strict=True) if old.max_days != new.max_days]
    if not limits or any(not isinstance(track.max_days, int) for track in changed):
        raise WriteRefused("a limit is only ever set to a number of days")
    folders = device.target.host.recordings
    if why := timer.unsafe(folders):
        raise WriteRefused(why)
    for path, text in ((timer.SERVICE, timer.service(folders, min(limits))), (timer.TIMER, timer.TIMER_TEXT)):
        device.apply(files.put._inner(src=io.StringIO(text), dest=path, user="root", group="root", mode="644"))
    device.apply(systemd.service._inner(service=timer.NAME, running=True, enabled=True, daemon_reload=True))
