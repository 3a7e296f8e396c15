"""The device's wall clock (reference, section 4): what its time, and the age of its footage, are measured by."""

from datetime import datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import xml

TIME = "System/time"


def ahead(device: Session) -> timedelta:
    """How far the device's wall clock is ahead of ours, which the estate's time zone gives. Good to a second."""
    return now(device) - clocks.ours(device.reply(TIME).at, device.target.timezone)


def now(device: Session) -> datetime:
    """The device's wall clock (no zone) when it answered; it cuts to the second, so half of one is added."""
    text = xml.need(device.get(TIME, "Time"), "localTime")
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S") + clocks.HALF_SECOND
    except ValueError as problem:
        raise UnexpectedReply(f"{TIME}: localTime {text[:40]!r} is no time") from problem
