"""The device's wall clock, without a zone (reference, section 4)."""

from datetime import UTC, datetime, timedelta

from sightline.drivers.dahua import calls
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import need_moment
from sightline.errors import UnexpectedReply
from sightline.settings import Maybe, Unread

#: A clock this far off says nothing about the age of footage.
CLOCK_TRUSTED = timedelta(days=1)


def ahead(device: Session) -> timedelta:
    """How far it is ahead of ours, which the estate's time zone gives. Good to a second."""
    ours = device.answer(calls.TIME).at.astimezone(device.target.timezone).replace(tzinfo=None)
    return now(device) - ours


def now(device: Session) -> datetime:
    """When it answered; it cuts to the second, so half of one is added. In `time`, or in `result` (reference, 4)."""
    answer = device.answer(calls.TIME)
    said = {"time": answer.result} if isinstance(answer.result, str) else answer.params
    return need_moment(said, "time") + timedelta(seconds=0.5)


def in_utc(device: Session, moment: datetime) -> Maybe[datetime]:
    """A moment of the device's clock, less what it is ahead of the estate's, whose summer time it is taken to keep."""
    try:
        off = ahead(device)
        if abs(off) > CLOCK_TRUSTED:
            return Unread(f"the device's clock is {abs(off).days} days off: ages of footage mean nothing")
        if now(device) - moment < -CLOCK_TRUSTED:
            return Unread(f"footage of {moment} lies in the device's own future")
        return (moment - off).replace(tzinfo=device.target.timezone).astimezone(UTC)
    except UnexpectedReply as problem:
        return Unread(str(problem))
