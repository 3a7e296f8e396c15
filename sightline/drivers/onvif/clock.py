"""Time and NTP (reference, D4). Mode and servers are independent of each other: both are read, both are written."""

from datetime import datetime
from ipaddress import ip_address
from typing import Any

from sightline.drivers.onvif.moments import device_time, local_time
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.walltime import HALF_SECOND
from sightline.drivers.onvif.words import DEVICE
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Clock, Maybe, Unread
from sightline.wire import xml

NAMED = {"IPv4": "IPv4Address", "IPv6": "IPv6Address", "DNS": "DNSname"}
UNSET = ("", "0.0.0.0", "::")  # noqa: S104 - empty slots, not binds


def read(device: Session) -> Clock:
    """Whether NTP reaches its server is not in ONVIF: only the time that the device shows can tell."""
    answer, at = device.time()
    return Clock(
        source=xml.need(answer, "SystemDateAndTime/DateTimeType").lower(),
        servers=_servers(device.ask(DEVICE, "GetNTP")),
        offset_seconds=_offset(device, answer, at),
        time_zone=xml.text(answer, "SystemDateAndTime/TimeZone/TZ") or "",
    )


def _servers(answer: xml.Element) -> tuple[str, ...]:
    """Those in force: from DHCP, or set by hand. Some devices leave FromDHCP out (reference, F)."""
    information = xml.child(answer, "NTPInformation")
    if information is None:
        raise UnexpectedReply("GetNTP gives no <NTPInformation>")
    kind = "NTPFromDHCP" if xml.boolean(information, "FromDHCP") else "NTPManual"
    names = []
    for row in xml.children(information, kind):
        form = NAMED.get(xml.need(row, "Type"))
        if form is None:
            raise UnexpectedReply(f"an NTP server of type {xml.need(row, 'Type')[:40]!r}")
        names.append(xml.text(row, form) or "")
    return tuple(name for name in names if name not in UNSET)


def _offset(device: Session, answer: xml.Element, at: datetime) -> Maybe[float]:
    """The larger error of UTC and of the local time that stands in the picture, by the estate's zone.

    The zone's text is for people: no two devices write it the same way (recorded), and its sign is turned round.
    """
    try:
        utc = device_time(answer) + HALF_SECOND - at
    except UnexpectedReply as problem:
        return Unread(str(problem))
    try:
        shown = local_time(answer) + HALF_SECOND - at.astimezone(device.target.timezone).replace(tzinfo=None)
    except UnexpectedReply as problem:
        return Unread(f"{problem}: UTC is {utc.total_seconds():+.1f} s off, what the picture shows is not said")
    return max(utc, shown, key=abs).total_seconds()


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """The servers first: SetNTP does not switch the mode, and the mode without a server is refused (D4)."""
    if wanted.servers != found.servers:
        if not wanted.servers:
            raise WriteRefused("no NTP server to set")
        device.tell(DEVICE, "SetNTP", FromDHCP=False, NTPManual=[_row(name) for name in wanted.servers])
    if wanted.source != found.source:
        if wanted.source != "ntp":
            raise WriteRefused(f"the clock is only ever given to NTP, not to {wanted.source}")
        answer, _ = device.time()
        device.tell(DEVICE, "SetSystemDateAndTime", DateTimeType="NTP", **_kept(answer))


def _row(name: str) -> dict[str, str]:
    try:
        kind = f"IPv{ip_address(name).version}"
    except ValueError:
        kind = "DNS"
    return {"Type": kind, NAMED[kind]: name}


def _kept(answer: xml.Element) -> dict[str, Any]:
    """Summer time and zone as the device gave them."""
    zone = xml.text(answer, "SystemDateAndTime/TimeZone/TZ")
    summer = xml.need_boolean(answer, "SystemDateAndTime/DaylightSavings")
    return {"DaylightSavings": summer} | ({"TimeZone": {"TZ": zone}} if zone else {})
