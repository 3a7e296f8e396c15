"""The oldest recording really held (reference, B3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sightline.drivers.hanwha import walltime
from sightline.drivers.hanwha.channels import sources, stores
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent

#: An empty month ends the search only this far back: a card may hold a rest from before a pause.
MONTHS_BACK, MONTHS_AT_MOST = 12, 60
DAYS = 31


def oldest(device: Session, number: str) -> datetime | None:
    """Its start on the device's wall clock (no zone); None where the channel holds nothing."""
    if device.kind == "recorder":
        period = device.view("recording", "searchrecordingperiod")
        return walltime.parse(period.where, period.need("StartTime"))
    first = None
    for back, month in enumerate(_months(walltime.now(device))):
        day = _first_day(device, number, month)
        first = day or first
        if day is None and back >= MONTHS_BACK:
            break
    if first is None:
        _be_empty(device)
        return None
    return _first_of_day(device, number, first)


def _be_empty(device: Session) -> None:
    """A card that is in use holds something: the search did not find it."""
    rows = stores(device)
    used = [] if isinstance(rows, Absent) else [number for number, row in rows.items() if row.number("UsedSpace")]
    if used:
        raise UnexpectedReply(f"no recording is found, and store {', '.join(used)} is in use")


def _months(now: datetime) -> Iterator[datetime]:
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(MONTHS_AT_MOST):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _first_day(device: Session, number: str, month: datetime) -> datetime | None:
    asked = {"Month": f"{month:%Y-%m}", "ChannelIDList": ",".join(sources(device))}
    days = _row(device.view("recording", "calendarsearch", **asked), number).need("Result")
    if len(days) != DAYS or set(days) > {"0", "1"}:
        raise UnexpectedReply(f"recording/calendarsearch: {days[:40]!r} is not one digit for each of {DAYS} days")
    if "1" not in days:
        return None
    try:
        return month.replace(day=days.index("1") + 1)
    except ValueError as problem:
        raise UnexpectedReply(f"recording/calendarsearch: {month:%Y-%m} has no day {days.index('1') + 1}") from problem


def _first_of_day(device: Session, number: str, day: datetime) -> datetime:
    """The start of its first recording; of the day itself where the device does not say it."""
    asked = {"Type": "All", "FromDate": f"{day:%Y-%m-%d} 00:00:00", "ToDate": f"{day:%Y-%m-%d} 23:59:59"}
    try:
        results = _row(device.view("recording", "timeline", **asked), number).rows("Result").values()
        starts = [walltime.parse(one.where, one.need("StartTime")) for one in results]
    except (UnexpectedReply, Unsupported):
        return day
    return max(day, min(starts, default=day))


def _row(document: Document, number: str) -> Document:
    row = document.rows("Channel").get(number)
    if row is None:
        raise UnexpectedReply(f"{document.where}: nothing of channel {number}")
    return row
