"""The device's wall clock (reference, section 4): what its time, and the age of its footage, are measured by."""

from datetime import datetime, timedelta

from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import xml

TIME = "System/time"
#: A clock this far off says nothing about the age of footage.
TRUSTED = timedelta(days=1)


def ahead(device: Session) -> timedelta:
    """How far the device's wall clock is ahead of ours, which the estate's time zone gives. Good to a second."""
    return now(device) - _ours(device)


def now(device: Session) -> datetime:
    """The device's wall clock (no zone) when it answered; it cuts to the second, so half of one is added."""
    text = xml.need(device.get(TIME, "Time"), "localTime")
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S") + timedelta(seconds=0.5)
    except ValueError as problem:
        raise UnexpectedReply(f"{TIME}: localTime {text[:40]!r} is no time") from problem


def _ours(device: Session) -> datetime:
    return device.reply(TIME).at.astimezone(device.target.timezone).replace(tzinfo=None)
