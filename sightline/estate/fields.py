"""The kinds of value that the estate's files hold, each with its own words for what is wrong."""

import re
from datetime import date
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, InstanceOf

from sightline.estate.address import Address, parse_address
from sightline.estate.words import nearest, shown
from sightline.settings import Collector
from sightline.settings.analytics import KINDS
from sightline.settings.services import SERVICES

COLLECTOR = re.compile(r"(?P<protocol>udp|tcp|tls)://(?P<host>[a-z0-9.-]{1,253}):(?P<port>[0-9]{1,5})")
RECORDS = re.compile(r"sqlite:///[^?#]*[^/?#]|postgresql\+psycopg://[^/?#]*/[^/?#]+(\?[^#]*)?")
RECORDS_PASSWORD = re.compile(r"(?<=://)[^/?#@]*:[^/?#]*(?=@)|(?<=[?&]password=)[^&]*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def parse_day(text: object) -> date:
    """A day written as 2026-10-31 and in no other way."""
    if not isinstance(text, str) or not DAY.match(text):
        raise ValueError(f"expected a date as 2026-10-31; found {shown(text)}")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)} is no day: {error}") from None


def parse_zone(text: object) -> ZoneInfo:
    """A time zone by its IANA name."""
    try:
        return ZoneInfo(str(text))
    except (ValueError, OSError, KeyError):
        raise ValueError(f"{shown(text)} is no time zone{nearest(str(text), available_timezones())[:200]}") from None


def matches(pattern: str, words: str) -> AfterValidator:
    """Text that wholly matches, or an error that says what it may hold."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"{shown(text)} may hold only {words}")
        return text

    return AfterValidator(check)


def check_service(text: str) -> str:
    """One of the services that drivers know."""
    if text not in SERVICES:
        raise ValueError(f"unknown service {shown(text)}{nearest(text, SERVICES)}")
    return text


def check_analytic(text: str) -> str:
    """One of the kinds of analytics that drivers know."""
    if text not in KINDS:
        raise ValueError(f"unknown kind of analytics {shown(text)}{nearest(text, KINDS)}")
    return text


def parse_collector(text: object) -> Collector:
    """Where logs are sent to: `udp://10.20.0.2:514`, `tcp://…` or `tls://…`."""
    found = COLLECTOR.fullmatch(text) if isinstance(text, str) else None
    if not found or not 0 < int(found["port"]) < 65_536:
        raise ValueError(f"expected a collector as udp://logs.estate.example:514; found {shown(text)}")
    return Collector(host=found["host"], port=int(found["port"]), protocol=found["protocol"])  # type: ignore[arg-type] # one of three


def check_hours(hours: int) -> int:
    """Hours that divide a day, so that a timer can keep to them."""
    if hours < 1 or 24 % hours:
        raise ValueError(f"expected hours that divide a day (1, 2, 3, 4, 6, 8, 12, 24); found {hours}")
    return hours


def check_printable(text: str) -> str:
    """Text of one line, without characters that act on a terminal."""
    if not text.isprintable():
        raise ValueError(f"{shown(text)} holds a line end or a control character")
    return text


def check_records(text: str) -> str:
    """An address of records that this version can open, without a password in it."""
    if not RECORDS.fullmatch(text):
        expected = "sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE"
        raise ValueError(f"expected records as {expected}; found {shown(RECORDS_PASSWORD.sub('...', text))}")
    if RECORDS_PASSWORD.search(text):
        raise ValueError("a password does not stand here: leave it out and add ?secret=NAME, the name of a secret")
    return text


T = TypeVar("T")
#: A list of the file; strict for its items only, because YAML knows no tuples.
Many = Annotated[tuple[T, ...], Field(strict=False)]

Day = Annotated[date, BeforeValidator(parse_day)]
Zone = Annotated[InstanceOf[ZoneInfo], BeforeValidator(parse_zone)]
DeviceAddress = Annotated[InstanceOf[Address], BeforeValidator(parse_address)]
Text = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(check_printable)]
RecordsAddress = Annotated[Text, AfterValidator(check_records)]
Name = Annotated[str, matches(r"[a-z0-9][a-z0-9-]{0,62}", "a-z, 0-9 and '-', and starts with no '-'")]
Stem = Annotated[str, matches(r"[A-Za-z0-9_][A-Za-z0-9_-]*", "letters, digits, '_' and '-', and no folder or ending")]
Slug = Annotated[str, matches(r"[a-z][a-z0-9-]*", "a-z, 0-9 and '-'")]
SecretName = Annotated[
    str, matches(r"[A-Za-z0-9][A-Za-z0-9._/-]*", "letters, digits, '.', '_', '/' and '-', and starts with neither sign")
]
Behind = Annotated[
    str, matches(r"[a-z0-9][a-z0-9-]*/[A-Za-z0-9._-]+", "a device of this site, '/' and its channel, as in nvr-1/3")
]
Folder = Annotated[str, matches(r"/[^\x00-\x1f]*", "an absolute path, as in /srv/recordings")]
UnitName = Annotated[str, matches(r"[A-Za-z0-9:_.\\@-]+\.service", "the name of a unit, as in recorder.service")]
Service = Annotated[str, AfterValidator(check_service)]
Analytic = Annotated[str, AfterValidator(check_analytic)]
LogCollector = Annotated[InstanceOf[Collector], BeforeValidator(parse_collector)]
Port = Annotated[int, Field(ge=1, le=65535)]
Days = Annotated[int, Field(ge=1, le=36500)]
Hours = Annotated[int, AfterValidator(check_hours)]
Count = Annotated[int, Field(ge=0)]
Months = Annotated[int, Field(ge=1, le=1200)]
Seconds = Annotated[float, Field(gt=0, le=86400)]


def not_yet(value: object, instead: str) -> BeforeValidator:
    """Refuses a value that a later version will take: nothing may look as if it were in force."""

    def check(given: object) -> object:
        if given is value or (isinstance(value, str) and given == value):
            raise ValueError(f"{str(value).lower()!r} is not available in this version; use {instead}")
        return given

    return BeforeValidator(check)
