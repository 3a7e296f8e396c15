"""The oldest and the newest recording really held: by search, or month by month (reference, section 3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sightline.drivers.hikvision import walltime
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml

#: [L] Some recorders answer a search over all time with 500; end dates stay below 2038.
EVER = (datetime(2000, 1, 1), datetime(2038, 1, 1))
MONTHS_BACK, MONTHS_AT_MOST = 13, 60
#: Recordings of a day are looked through in pages; a day that has more of them is not read.
PAGE, PAGES = 100, 5
DAY = timedelta(days=1)

SEARCH = (
    '<?xml version="1.0" encoding="utf-8"?><CMSearchDescription><searchID>{id}</searchID>'
    "<trackIDList><trackID>{track}</trackID></trackIDList>"
    "<timeSpanList><timeSpan><startTime>{start}</startTime><endTime>{end}</endTime></timeSpan></timeSpanList>"
    "<maxResults>{most}</maxResults><searchResultPostion>{skip}</searchResultPostion>"
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


@dataclass(frozen=True, kw_only=True)
class Span:
    """One recording, on the device's wall clock."""

    start: datetime
    end: datetime


def day(device: Session, track: str, until: datetime) -> list[Span]:
    """The recordings of the 24 hours before `until`, oldest first, cut at both ends of the day."""
    since = until - DAY
    spans = [
        Span(start=max(start, since), end=min(_time(track, item, "endTime"), until))
        for item in _pages(device, track, since, until)
        if (start := _time(track, item, "startTime")) < until
    ]
    return [span for span in spans if span.end > span.start]


def last_day(device: Session, track: str) -> datetime | None:
    """The end of the last day that holds footage of the track; None where it holds none.

    For a track whose last 24 hours hold none: what today and later days hold is of the device's own future, left by a
    clock that was fast, and does not count.
    """
    if oldest(device, track) is None:
        return None
    now = walltime.now(device)
    for month in _months(now):
        held = [day for day in _days(device, track, month) if day <= now - DAY]
        if held:
            return max(held) + DAY
    raise UnexpectedReply(f"track {track} holds footage, and no month of {MONTHS_AT_MOST} has a day of it")


def _pages(device: Session, track: str, start: datetime, end: datetime) -> list[xml.Element]:
    """[L] One searchID for all pages: a new one begins anew."""
    found: list[xml.Element] = []
    name = str(uuid4()).upper()
    for _ in range(PAGES):
        said, items = _ask(device, track, start, end, name=name, most=PAGE, skip=len(found))
        found += items
        if said != "MORE":
            return found
    raise UnexpectedReply(f"search of track {track}: more than {len(found)} recordings a day")


def _search(device: Session, track: str, start: datetime, end: datetime) -> datetime | None:
    """The start of the first; results come oldest first. The times carry a Z and are local all the same ([L])."""
    _, items = _ask(device, track, start, end, name=str(uuid4()).upper(), most=1, skip=0)
    return _time(track, items[0], "startTime") if items else None


def _ask(
    device: Session, track: str, start: datetime, end: datetime, *, name: str, most: int, skip: int
) -> tuple[str, list[xml.Element]]:
    """What the device says of the search, and its matches: none only where it says so."""
    body = SEARCH.format(id=name, track=track, start=_stamp(start), end=_stamp(end), most=most, skip=skip)
    result = device.post("ContentMgmt/search", body.encode(), "CMSearchResult")
    said, count = xml.text(result, "responseStatusStrg") or "", xml.text(result, "numOfMatches") or ""
    items = list(xml.children(result, "matchList/searchMatchItem"))
    if not items and not (said.upper() == "NO MATCHES" and count in ("0", "")):
        raise UnexpectedReply(f"search of track {track}: {said[:40]!r} with {count[:10]!r} matches and none listed")
    if any(xml.text(item, "trackID") != track for item in items):
        raise UnexpectedReply(f"search of track {track}: answered with another track")
    return said.upper(), items


def _time(track: str, item: xml.Element, name: str) -> datetime:
    text = xml.need(item, f"timeSpan/{name}")
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError as problem:
        raise UnexpectedReply(f"search of track {track}: {text[:40]!r} is no time") from problem


def _by_months(device: Session, track: str) -> datetime | None:
    """A year back at least, and on while a month holds footage; then that first day alone is searched."""
    first = None
    for back, month in enumerate(_months(walltime.now(device))):
        held = _days(device, track, month)
        first = min(held) if held else first
        if not held and back >= MONTHS_BACK:
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


def _days(device: Session, track: str, month: datetime) -> list[datetime]:
    """The days of the month with footage."""
    path = f"ContentMgmt/record/tracks/{track}/dailyDistribution"
    body = MONTH.format(year=month.year, month=month.month).encode()
    days = device.post(path, body, "trackDailyDistribution")
    if xml.child(days, "dayList") is None:
        raise UnexpectedReply(f"{path}: no <dayList>")
    rows = xml.children(days, "dayList/day")
    held = [xml.need_number(day, "dayOfMonth") for day in rows if xml.need_boolean(day, "record")]
    try:
        return [month.replace(day=number) for number in held]
    except ValueError as problem:
        raise UnexpectedReply(f"{path}: {month:%Y-%m} has no day {max(held)}") from problem


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
