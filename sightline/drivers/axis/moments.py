"""Times as VAPIX writes them."""

import re
from datetime import UTC, datetime

from sightline.errors import UnexpectedReply
from sightline.wire.clean import clean

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
WALL = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
DATE = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}), +(\d{4}) +(\d\d):(\d\d):(\d\d)", re.ASCII)
BUILT = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) +(\d{4})(?: +\d\d:\d\d)?", re.ASCII)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Years that a clock can show: other ones are damage, and leave no room to count in.
EARLIEST, LATEST = 1970, 2105


def stamp(text: str) -> datetime:
    """A time of recordings, which names its zone, as UTC (A3)."""
    if STAMP.fullmatch(text) is None:
        raise UnexpectedReply(f"{clean(text, 40)!r} is no time with a zone")
    return _moment(text, text).astimezone(UTC)


def wall(text: str) -> datetime:
    """The wall clock of time.cgi, without a zone, to the second (A4)."""
    found = WALL.fullmatch(text)
    return _moment(found[1] if found else "", text)


def date(text: str) -> datetime:
    """The wall clock of date.cgi: `Jul 24, 2026 19:19:17`."""
    found = DATE.fullmatch(text)
    month, day, year, hour, minute, second = found.groups() if found else ("",) * 6
    return _moment(f"{year}-{_month(month, text):02d}-{day:0>2}T{hour}:{minute}:{second}", text)


def built(text: str) -> datetime:
    """The build date of a firmware: `Feb 15 2019 09:42` (A1)."""
    found = BUILT.fullmatch(text)
    month, day, year = found.groups() if found else ("",) * 3
    return _moment(f"{year}-{_month(month, text):02d}-{day:0>2}", text)


def _month(name: str, text: str) -> int:
    if name not in MONTHS:
        raise UnexpectedReply(f"{clean(text, 40)!r} is no time")
    return MONTHS.index(name) + 1


def _moment(iso: str, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(iso)
    except ValueError as problem:
        raise UnexpectedReply(f"{clean(text, 40)!r} is no time") from problem
    if not EARLIEST <= found.year <= LATEST:
        raise UnexpectedReply(f"{clean(text, 40)!r} is no time")
    return found
