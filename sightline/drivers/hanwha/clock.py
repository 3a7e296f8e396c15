"""Time and NTP (reference, B4)."""

from sightline.drivers.hanwha.session import Session
from sightline.drivers.hanwha.walltime import ahead
from sightline.settings import Clock


def read(device: Session) -> Clock:
    """By the local time: with DSTEnable off a right clock is an hour wrong all summer."""
    date = device.view("system", "date")
    summer = "" if date.flag("DSTEnable") else ", summer time off"
    return Clock(
        source=date.need("SyncType").lower(),
        servers=date.parts("NTPURLList"),
        offset_seconds=ahead(device).total_seconds(),
        time_zone=f"{date.text('POSIXTimeZone') or ''}{summer}",
    )


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """Mode and servers at once, as the device's own page sends them ([HW]); the clock is then set by NTP."""
    values = {"SyncType": "NTP"} if wanted.source != found.source else {}
    if wanted.servers != found.servers:
        values |= {"SyncType": "NTP", "NTPURLList": ",".join(wanted.servers)}
    if values:
        device.tell("system", "date", "set", values)
