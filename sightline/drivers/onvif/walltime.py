"""The device's UTC beside ours (reference, D4)."""

from datetime import UTC, datetime, timedelta

from sightline.drivers.onvif.moments import device_time
from sightline.drivers.onvif.session import Session

#: Devices cut to the second.
HALF_SECOND = timedelta(seconds=0.5)


def ahead(device: Session) -> timedelta:
    """How far the device's UTC is ahead of ours. Good to a second."""
    answer, at = device.time()
    return device_time(answer) + HALF_SECOND - at


def now(device: Session) -> datetime:
    """Our clock at the moment of the device's answer, in UTC."""
    return device.time()[1].astimezone(UTC)
