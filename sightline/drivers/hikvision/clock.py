"""Time and NTP (reference, section 4)."""

from sightline.drivers.hikvision import addressing
from sightline.drivers.hikvision.session import Session
from sightline.drivers.hikvision.walltime import TIME, ahead
from sightline.errors import WriteRefused
from sightline.settings import Clock
from sightline.wire import xml

SERVERS = "System/time/ntpServers"


def read(device: Session) -> Clock:
    """Only the wall clock's digits count: recorders print a wrong offset behind them ([L], 14 of 17)."""
    time = device.get(TIME, "Time")
    rows = device.get(SERVERS, "NTPServerList")
    names = [name for row in xml.children(rows, "NTPServer") if (name := _name(row))]
    return Clock(
        source=xml.need(time, "timeMode").lower(),
        servers=tuple(names),
        offset_seconds=ahead(device).total_seconds(),
        time_zone=xml.text(time, "timeZone") or "",
    )


def _name(row: xml.Element) -> str:
    """The server's name or address; "" for a slot that is empty or switched off."""
    return "" if xml.boolean(row, "enabled") is False else addressing.name(row)


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """The servers first, then the mode ([C] the order that clients use)."""
    if wanted.servers != found.servers:
        rows = list(xml.children(device.get(SERVERS, "NTPServerList"), "NTPServer"))
        rows.sort(key=lambda row: not _name(row))  # slots in use first, as they were read
        if len(wanted.servers) > len(rows):
            raise WriteRefused(f"the device has room for {len(rows)} NTP servers")
        for row, name in zip(rows, wanted.servers, strict=False):
            slot = xml.need(row, "id")
            document = device.edit(f"{SERVERS}/{slot}", "NTPServer")
            addressing.point(document, name)
            device.put(f"{SERVERS}/{slot}", document)
    if wanted.source != found.source:
        document = device.edit(TIME, "Time")
        xml.put_text(document, "timeMode", "NTP")
        device.put(TIME, document)
