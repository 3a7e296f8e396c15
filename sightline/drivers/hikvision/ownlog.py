"""The entries of the device's own log, by search (reference, section 13)."""

from datetime import datetime, timedelta
from uuid import uuid4

from sightline.drivers import OwnLog
from sightline.drivers.hikvision import walltime
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import xml

STAMP = "%Y-%m-%dT%H:%M:%S"
SEARCH = (
    '<?xml version="1.0" encoding="utf-8"?><CMSearchDescription><searchID>{id}</searchID>'
    "<metaId>log.std-cgi.com</metaId>"
    "<timeSpanList><timeSpan><startTime>{start}Z</startTime><endTime>{end}Z</endTime></timeSpan></timeSpanList>"
    "<maxResults>{most}</maxResults><searchResultPostion>{skip}</searchResultPostion></CMSearchDescription>"
)
#: What the device takes at most in a page, and gives at most of one search (reference, section 13).
PAGE, PAGES = 100, 20
DAY, FIRST_LOOK = timedelta(days=1), timedelta(days=30)


def read(device: Session, since: str) -> OwnLog:
    """Day by day from `since`, the device's wall clock at the last reading, or of the last 30 days.

    An entry of the very second at which two readings meet comes with both.
    """
    now = walltime.now(device).replace(microsecond=0)
    start, found, more = _begin(since, now), list[dict[str, str]](), False
    while start <= now:
        rows, whole = _between(device, start, start + DAY)
        found += [row for row in rows if row not in found[-PAGE:]]
        more, start = more or not whole, start + DAY
    return OwnLog(entries=tuple(found), next=now.strftime(STAMP), more=more)


def page(device: Session, start: datetime, end: datetime, *, most: int, skip: int, name: str) -> xml.Element:
    """One page of a search; all pages of one carry the same name (a searchID)."""
    span = {"start": start.strftime(STAMP), "end": end.strftime(STAMP)}
    body = SEARCH.format(id=name, most=most, skip=skip, **span)
    return device.post("ContentMgmt/logSearch", body.encode(), "CMSearchResult")


def new_name() -> str:
    """The name of a new search."""
    return str(uuid4()).upper()


def _begin(since: str, now: datetime) -> datetime:
    """A clock that was set back to before the last reading is looked at from a day before it stands now."""
    try:
        last = datetime.strptime(since, STAMP) if since else now - FIRST_LOOK
    except ValueError as problem:
        raise UnexpectedReply(f"the last reading ended at {since[:40]!r}, which is no time") from problem
    return last if last <= now else now - DAY


def _between(device: Session, start: datetime, end: datetime) -> tuple[list[dict[str, str]], bool]:
    """Entries of a day at most, and whether those are all."""
    found: list[dict[str, str]] = []
    name = new_name()
    for _ in range(PAGES):
        result = page(device, start, end, most=PAGE, skip=len(found), name=name)
        said = (xml.text(result, "responseStatusStrg") or "").upper()
        rows = [_row(item) for item in xml.children(result, "matchList/searchMatchItem")]
        if said not in ("OK", "MORE", "NO MATCHES") or bool(rows) == (said == "NO MATCHES"):
            raise UnexpectedReply(f"search of the log: {said[:40]!r} with {len(rows)} entries")
        found += rows
        if said != "MORE":
            return found, True
    return found, False


def _row(item: xml.Element) -> dict[str, str]:
    """What the device says of one entry, in its own words."""
    row = {xml.local(part): (part.text or "").strip() for part in item.iter() if not len(part)}
    if not row.get("metaId", "").startswith("log."):
        raise UnexpectedReply("search of the log: a match without a metaId of the log")
    return row
