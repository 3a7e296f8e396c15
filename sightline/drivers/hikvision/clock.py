"""Time and NTP (reference, section 4)."""

import ipaddress

from lxml import etree

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
    if xml.boolean(row, "enabled") is False:
        return ""
    by_name = (xml.text(row, "addressingFormatType") or "").lower() == "hostname"
    name = xml.text(row, "hostName" if by_name else "ipAddress") or ""
    return "" if name == "0.0.0.0" else name  # noqa: S104 - an empty slot, not a bind


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
            _point(document, name)
            device.put(f"{SERVERS}/{slot}", document)
    if wanted.source != found.source:
        document = device.edit(TIME, "Time")
        xml.put_text(document, "timeMode", "NTP")
        device.put(TIME, document)


def _point(document: xml.Element, name: str) -> None:
    """A server is either `hostName` or `ipAddress`: the other form's element is renamed, none is added."""
    try:
        ipaddress.ip_address(name)
        kind, element, other = "ipaddress", "ipAddress", "hostName"
    except ValueError:
        kind, element, other = "hostname", "hostName", "ipAddress"
    xml.put_text(document, "addressingFormatType", kind)
    standing = xml.child(document, other)
    if xml.child(document, element) is None and standing is not None:
        standing.tag = etree.QName(etree.QName(standing).namespace, element).text
    xml.put_text(document, element, name)
