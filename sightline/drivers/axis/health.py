"""Whether it records (reference, A16): by what its stores hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.axis import recordings, walltime
from sightline.drivers.axis.channels import channel, only_a_camera, sensors
from sightline.drivers.axis.disks import disks
from sightline.drivers.axis.recordings import Recording
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, ChannelHealth, Health, Maybe, Unread
from sightline.settings import Unsupported as Unsupportable

DAY = timedelta(days=1)
CONTINUOUS = "continuous"
LIVE = Absent("a camera says nothing of its own picture")
OWN = Absent("a camera takes its picture from nowhere else")
ON_EVENTS = Unsupportable("it does not record all the time: what should be there is in its event rules (reference A12)")


@dataclass(frozen=True)
class Kept:
    """What one look at the stores says, the same for every sensor: a recording does not name its own."""

    recording: Maybe[bool]
    newest: Maybe[datetime | None]
    gap_seconds: Maybe[float]


def read(device: Session) -> Health:
    """A camera without a store keeps nothing itself."""
    only_a_camera(device)
    if isinstance(disks(device), Absent):
        return Health(channels=Absent("a camera lists no channels of others, and this one keeps nothing itself"))
    kept = _kept(device)
    return Health(
        channels=tuple(
            ChannelHealth(
                channel=channel(number),
                live=LIVE,
                recording=kept.recording,
                newest=kept.newest,
                gap_seconds=kept.gap_seconds,
                address=OWN,
            )
            for number in range(sensors(device))
        )
    )


def _kept(device: Session) -> Kept:
    try:
        ahead = walltime.ahead(device)
        clocks.trust(ahead)
        now = walltime.shown(device).at + ahead
        held = recordings.held(device)
        rows = held.recordings if held.whole else recordings.since(device, now - DAY).recordings
    except (UnexpectedReply, Unsupported) as problem:
        unread = Unread(str(problem))
        return Kept(unread, unread, unread)
    if not rows:
        return Kept(ON_EVENTS, None if held.whole else ON_EVENTS, ON_EVENTS)
    newest = max(_end(one, now) for one in rows)
    if newest > now + clocks.TRUSTED:
        future = Unread(f"the newest recording, {newest:%Y-%m-%d}, lies in the device's own future")
        return Kept(future, future, future)
    if any(one.kind != CONTINUOUS for one in rows if _end(one, now) > now - DAY):
        return Kept(True if any(one.running for one in rows) else ON_EVENTS, newest - ahead, ON_EVENTS)
    return Kept(any(one.running for one in rows), newest - ahead, _gap(rows, now))


def _end(one: Recording, now: datetime) -> datetime:
    """One that runs ends now; one whose end the device does not know ends where it began."""
    return now if one.running else one.stop or one.start


def _gap(rows: tuple[Recording, ...], now: datetime) -> float:
    """The longest time without a recording in the last day, in seconds."""
    longest, covered = timedelta(), now - DAY
    for one in rows:
        longest = max(longest, one.start - covered)
        covered = max(covered, _end(one, now))
    return max(longest, now - covered, timedelta()).total_seconds()
