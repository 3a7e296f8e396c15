"""The device's wall clock (reference, B4): what its time, and the age of its footage, are measured by."""

from datetime import UTC, datetime, timedelta

from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply

#: A clock this far off says nothing about the age of footage.
TRUSTED = timedelta(days=1)


def parse(where: str, text: str) -> datetime:
    """Local time without a zone; a recorder may write DST behind it."""
    try:
        return datetime.strptime(text.strip()[:19], "%Y-%m-%d %H:%M:%S")
    except ValueError as problem:
        raise UnexpectedReply(f"{where}: {text[:40]!r} is no time") from problem


def now(device: Session) -> datetime:
    """When it answered; it cuts to the second, so half of one is added."""
    said = device.view("system", "date").need("LocalTime")
    return parse("system/date", said) + timedelta(seconds=0.5)


def ahead(device: Session) -> timedelta:
    """How far it is ahead of ours, which the estate's time zone gives. Good to a second."""
    ours = device.reply("system", "date").at.astimezone(device.target.timezone)
    return now(device) - ours.replace(tzinfo=None)


def trust(device: Session) -> None:
    """Raises where the clock is so far off that footage may lie anywhere: also a search for it would find nothing."""
    off = abs(ahead(device))
    if off > TRUSTED:
        raise UnexpectedReply(f"the device's clock is {off.days} days off: ages of footage mean nothing")


def moment(device: Session, wall: datetime) -> datetime:
    """A time of the device's wall clock in UTC, by its age; good to an hour where summer time changed since."""
    age = now(device) - wall
    if age < -TRUSTED:
        raise UnexpectedReply(f"the oldest recording, {wall}, lies in the device's own future")
    try:
        return device.reply("system", "date").at.astimezone(UTC) - age
    except OverflowError as problem:
        raise UnexpectedReply("the oldest recording lies before the calendar begins") from problem
