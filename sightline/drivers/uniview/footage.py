"""A recorder's days with footage, month by month.

The path is not in the reference: the client that it calls [UN], written from captures of a live recorder, asks it so.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.uniview.fields import number
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply

TIME = "System/TimeNTP"
DAYS = "Channels/{}/Media/Video/Streams/0/Records/DailyDistribution?Year={}&Month={}"
#: A disk that only overwrites keeps what lies behind a gap: a year is looked at in any case, then on while it holds.
MONTHS_BACK, MONTHS_AT_MOST = 12, 60


def oldest(device: Session, channel: str) -> datetime | None:
    """The start of the first day with footage, in UTC; None where there is none. Good to a day, and never too young.

    Whether a day is the device's own or UTC's is not said: the earlier of both beginnings is taken.
    """
    now, ahead = _clock(device)
    first = None
    for back, month in enumerate(_months(now)):
        day = _first_day(device, channel, month)
        first = day or first
        if day is None and back >= MONTHS_BACK:
            break
    if first is None:
        return None
    begins = (first.replace(tzinfo=zone).astimezone(UTC) for zone in (UTC, device.target.timezone))
    return min(begins) - ahead


def _clock(device: Session) -> tuple[datetime, timedelta]:
    """What the device's clock shows in the estate's zone, and how far it is ahead of ours. `DeviceTime` is UTC."""
    data, at = device.asked(TIME)
    try:
        shown = datetime.fromtimestamp(number(data, "DeviceTime"), UTC)
        ahead = shown - at
    except (ValueError, OverflowError, OSError) as problem:
        raise UnexpectedReply(f"{TIME}: DeviceTime is no time: {problem}") from problem
    clocks.trust(ahead)
    return shown.astimezone(device.target.timezone), ahead


def _months(now: datetime) -> Iterator[datetime]:
    month = now.replace(tzinfo=None, day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(MONTHS_AT_MOST):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _first_day(device: Session, channel: str, month: datetime) -> datetime | None:
    """`DailyStatus` has a 1 or a 0 for each day of the month."""
    path = DAYS.format(channel, month.year, month.month)
    days = device.get(path).get("DailyStatus")
    length = monthrange(month.year, month.month)[1]
    if not isinstance(days, list) or not length <= len(days) <= 31 or any(type(d) is not int for d in days):
        raise UnexpectedReply(f"{path}: DailyStatus is no month of {length} days")
    if any(day not in (0, 1) for day in days) or any(days[length:]):
        raise UnexpectedReply(f"{path}: DailyStatus is of other words than 0 and 1")
    return month.replace(day=days.index(1) + 1) if 1 in days else None
