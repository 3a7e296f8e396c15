"""The device's wall clock, without a zone (reference, section 4)."""

from datetime import UTC, datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.dahua import calls
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import need_moment
from sightline.drivers.parts import or_unread
from sightline.settings import Maybe, Unread


def ahead(device: Session) -> timedelta:
    """How far it is ahead of ours, which the estate's time zone gives. Good to a second."""
    return now(device) - clocks.ours(device.answer(calls.TIME).at, device.target.timezone)


def now(device: Session) -> datetime:
    """When it answered; it cuts to the second, so half of one is added. In `time`, or in `result` (reference, 4)."""
    answer = device.answer(calls.TIME)
    said = {"time": answer.result} if isinstance(answer.result, str) else answer.params
    return need_moment(said, "time") + clocks.HALF_SECOND


@or_unread
def in_utc(device: Session, moment: datetime) -> Maybe[datetime]:
    """A moment of the device's clock, less what it is ahead of the estate's, whose summer time it is taken to keep."""
    off = ahead(device)
    clocks.trust(off)
    if now(device) - moment < -clocks.TRUSTED:
        return Unread(f"footage of {moment} lies in the device's own future")
    return (moment - off).replace(tzinfo=device.target.timezone).astimezone(UTC)
