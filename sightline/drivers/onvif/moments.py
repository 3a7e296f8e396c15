"""Times and durations as ONVIF writes them."""

import re
from datetime import UTC, datetime
from math import ceil

from sightline.errors import UnexpectedReply
from sightline.settings import UNLIMITED, Unlimited
from sightline.wire import xml

STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
DURATION = re.compile(
    r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?",
    re.ASCII,
)
#: The longest that a year and a month can be: a limit is never taken for shorter than it is.
YEAR, MONTH = 366, 31
DAY_SECONDS = 86_400
#: Years that a clock can show: other ones are damage, and leave no room to count in.
EARLIEST, LATEST = 1970, 2105


def device_time(answer: xml.Element) -> datetime:
    """UTC of a GetSystemDateAndTimeResponse. Devices cut to the second."""
    return _moment(answer, "UTCDateTime").replace(tzinfo=UTC)


def local_time(answer: xml.Element) -> datetime:
    """What the device shows people, without a zone; `UnexpectedReply` where it does not say."""
    return _moment(answer, "LocalDateTime")


def _moment(answer: xml.Element, name: str) -> datetime:
    found = xml.child(answer, f"SystemDateAndTime/{name}")
    if found is None:
        raise UnexpectedReply(f"GetSystemDateAndTime gives no {name}")
    parts = [f"Date/{part}" for part in ("Year", "Month", "Day")] + [
        f"Time/{part}" for part in ("Hour", "Minute", "Second")
    ]
    year, month, day, hour, minute, second = (xml.need_number(found, part) for part in parts)
    try:
        if not EARLIEST <= year <= LATEST:
            raise ValueError(f"year {year}")
        return datetime(year, month, day, hour, minute, second)
    except (ValueError, OverflowError) as problem:
        raise UnexpectedReply(f"{name} is no time: {problem}") from problem


def stamp(text: str) -> datetime:
    """An xs:dateTime with a zone, as UTC. One without is in nobody knows which."""
    found = STAMP.fullmatch(text)
    if found is None:
        raise UnexpectedReply(f"{text[:40]!r} is no time with a zone")
    try:
        if not EARLIEST <= int(text[:4]) <= LATEST:
            raise ValueError(f"year {text[:4]}")
        return datetime.fromisoformat(found[1] + found[2].replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise UnexpectedReply(f"{text[:40]!r} is no time") from problem


def days(text: str) -> int | Unlimited:
    """A MaximumRetentionTime in whole days, rounded up; 0 is no limit (reference, D3)."""
    found = DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise UnexpectedReply(f"MaximumRetentionTime {text[:40]!r} is no duration")
    years, months, whole, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    fraction = 1 if re.search(r"\.\d*[1-9]", text) else 0
    rest = hours * 3600 + minutes * 60 + seconds + fraction
    total = years * YEAR + months * MONTH + whole + ceil(rest / DAY_SECONDS)
    return total or UNLIMITED
