"""What the stores really hold (reference, A3): record/list.cgi, in the documented shape."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from sightline.drivers.axis import moments
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import xml

#: A card that is recorded to on events holds thousands: the oldest ones are enough.
MOST = 500
LIST = f"/axis-cgi/record/list.cgi?recordingid=all&maxnumberofresults={MOST}&sortorder=ascending"
SINCE = "/axis-cgi/record/list.cgi?starttime={}&sortorder=ascending"
STATES = ("recording", "completed", "unknown")


@dataclass(frozen=True, kw_only=True)
class Recording:
    """By the device's own clock, in UTC. `stop` is None while it runs, or where the device does not know."""

    disk: str
    start: datetime
    stop: datetime | None
    running: bool
    kind: str


@dataclass(frozen=True)
class Held:
    """Recordings, the oldest first; `whole` where there are no others."""

    recordings: tuple[Recording, ...]
    whole: bool


def held(device: Session) -> Held:
    """The oldest recordings of all stores."""
    return device.once(LIST, lambda: _list(device, LIST, MOST))


def since(device: Session, moment: datetime) -> Held:
    """Every recording with any part of it after a moment of the device's clock."""
    return _list(device, SINCE.format(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")), None)


def _list(device: Session, path: str, most: int | None) -> Held:
    root = device.document(path, "root")
    listed = xml.child(root, "recordings")
    matched = None if listed is None else xml.number(listed.get("numberofrecordings", ""))
    if listed is None or matched is None:
        raise UnexpectedReply("record/list.cgi gives no number of recordings")
    rows = tuple(_recording(row) for row in xml.children(listed, "recording"))
    if len(rows) != (matched if most is None else min(matched, most)):
        raise UnexpectedReply(f"record/list.cgi: {len(rows)} recordings of {matched}")
    if any(one.start > other.start for one, other in pairwise(rows)):
        raise UnexpectedReply("record/list.cgi: the recordings are not in the order that was asked for")
    return Held(rows, len(rows) == matched)


def _recording(row: xml.Element) -> Recording:
    stop, state = row.get("stoptime", "").strip(), row.get("recordingstatus", "").strip()
    disk = row.get("diskid", "").strip()
    if state not in STATES or not disk:
        raise UnexpectedReply("record/list.cgi: a recording without its disk or status")
    return Recording(
        disk=disk,
        start=moments.stamp(row.get("starttime", "").strip()),
        stop=moments.stamp(stop) if stop else None,
        running=state == "recording",
        kind=row.get("recordingtype", "").strip(),
    )
