"""The oldest recording really held: by search, or month by month where the search fails (reference, section 3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from sightline.drivers.hikvision import walltime
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml

#: [L] Some recorders answer a search over all time with 500; end dates stay below 2038.
EVER = (datetime(2000, 1, 1), datetime(2038, 1, 1))
MONTHS_BACK, MONTHS_AT_MOST = 13, 60

SEARCH = (
    '<?xml version="1.0" encoding="utf-8"?><CMSearchDescription><searchID>{id}</searchID>'
    "<trackIDList><trackID>{track}</trackID></trackIDList>"
    "<timeSpanList><timeSpan><startTime>{start}</startTime><endTime>{end}</endTime></timeSpan></timeSpanList>"
    "<maxResults>1</maxResults><searchResultPostion>0</searchResultPostion>"
    "<metadataList><metadataDescriptor>//recordType.meta.std-cgi.com</metadataDescriptor></metadataList>"
    "</CMSearchDescription>"
)
MONTH = (
    '<?xml version="1.0" encoding="utf-8"?><trackDailyParam><year>{year}</year>'
    "<monthOfYear>{month}</monthOfYear></trackDailyParam>"
)


def oldest(device: Session, track: str) -> datetime | None:
    """Its start on the device's wall clock (no zone); None where the track holds nothing."""
    try:
        return _search(device, track, *EVER)
    except (UnexpectedReply, Unsupported):
        return _by_months(device, track)


def _search(device: Session, track: str, start: datetime, end: datetime) -> datetime | None:
    """Results come oldest first. The times carry a Z and are local all the same ([L])."""
    body = SEARCH.format(id=str(uuid4()).upper(), track=track, start=_stamp(start), end=_stamp(end))
    result = device.post("ContentMgmt/search", body.encode(), "CMSearchResult")
    said, count = xml.text(result, "responseStatusStrg") or "", xml.text(result, "numOfMatches") or ""
    item = xml.child(result, "matchList/searchMatchItem")
    if item is None:
        if said.upper() == "NO MATCHES" and count in ("0", ""):
            return None
        raise UnexpectedReply(f"search of track {track}: {said[:40]!r} with {count[:10]!r} matches and none listed")
    if xml.text(item, "trackID") != track:
        raise UnexpectedReply(f"search of track {track}: answered with another track")
    text = xml.need(item, "timeSpan/startTime")
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError as problem:
        raise UnexpectedReply(f"search of track {track}: {text[:40]!r} is no time") from problem


def _by_months(device: Session, track: str) -> datetime | None:
    """A year back at least, and on while a month holds footage; then that first day alone is searched."""
    first = None
    for back, month in enumerate(_months(walltime.now(device))):
        day = _first_day(device, track, month)
        first = day or first
        if day is None and back >= MONTHS_BACK:
            break
    if first is None:
        return None
    try:
        return _search(device, track, first, first + timedelta(days=1)) or first
    except (UnexpectedReply, Unsupported):
        return first


def _months(now: datetime) -> Iterator[datetime]:
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(MONTHS_AT_MOST):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _first_day(device: Session, track: str, month: datetime) -> datetime | None:
    path = f"ContentMgmt/record/tracks/{track}/dailyDistribution"
    body = MONTH.format(year=month.year, month=month.month).encode()
    days = device.post(path, body, "trackDailyDistribution")
    if xml.child(days, "dayList") is None:
        raise UnexpectedReply(f"{path}: no <dayList>")
    rows = xml.children(days, "dayList/day")
    held = [xml.need_number(day, "dayOfMonth") for day in rows if xml.need_boolean(day, "record")]
    try:
        return month.replace(day=min(held)) if held else None
    except ValueError as problem:
        raise UnexpectedReply(f"{path}: {month:%Y-%m} has no day {min(held)}") from problem


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
