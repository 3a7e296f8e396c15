"""The device's wall clock (reference, B4): what its time, and the age of its footage, are measured by."""

from datetime import UTC, datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply


def parse(where: str, text: str) -> datetime:
    """Local time without a zone; a recorder may write DST behind it."""
    try:
        return datetime.strptime(text.strip()[:19], "%Y-%m-%d %H:%M:%S")
    except ValueError as problem:
        raise UnexpectedReply(f"{where}: {text[:40]!r} is no time") from problem


def now(device: Session) -> datetime:
    """When it answered; it cuts to the second, so half of one is added."""
    said = device.view("system", "date").need("LocalTime")
    return parse("system/date", said) + clocks.HALF_SECOND


def ahead(device: Session) -> timedelta:
    """How far it is ahead of ours, which the estate's time zone gives. Good to a second."""
    return now(device) - clocks.ours(device.reply("system", "date").at, device.target.timezone)


def moment(device: Session, wall: datetime) -> datetime:
    """A time of the device's wall clock in UTC, by its age; good to an hour where summer time changed since."""
    age = now(device) - wall
    if age < -clocks.TRUSTED:
        raise UnexpectedReply(f"the oldest recording, {wall}, lies in the device's own future")
    try:
        return device.reply("system", "date").at.astimezone(UTC) - age
    except OverflowError as problem:
        raise UnexpectedReply("the oldest recording lies before the calendar begins") from problem
