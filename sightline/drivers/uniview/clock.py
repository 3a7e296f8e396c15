"""Time and NTP (reference, C4). A recorder's NTP fields are not confirmed: there ONVIF tells."""

from ipaddress import ip_address

from sightline.drivers.onvif import clock as onvif
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.uniview.envelope import Data
from sightline.drivers.uniview.fields import number, rows, switch, text
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Clock

NTP, MODE = "System/Time/NTP", "System/Time/SyncMode"
MODES = ("default", "sdk", "tms", "ntp", "platform", "onvif")
NAME, ADDRESS = 2, 0
UNSET = ("", "0.0.0.0")  # noqa: S104 - an empty slot, not a bind


def read(device: Session) -> Clock:
    """Servers and mode in LAPI's words; the time itself has no confirmed field in a camera's LAPI."""
    if device.kind == "recorder":
        return onvif.read(device.onvif)
    mode = number(device.get(MODE), "Mode")
    if mode >= len(MODES):
        raise UnexpectedReply(f"{MODE}: Mode is {mode}")
    servers = tuple(name for row in _rows(device.get(NTP)) if (name := _name(row)) not in UNSET)
    try:
        shown = onvif.read(device.onvif)
    except (UnexpectedReply, Unsupported) as problem:
        return Clock(source=MODES[mode], servers=servers, offset_seconds=reason(problem), time_zone="")
    return Clock(source=MODES[mode], servers=servers, offset_seconds=shown.offset_seconds, time_zone=shown.time_zone)


def _rows(data: Data) -> list[Data]:
    return rows(data, "NTPServerInfos", "Num")


def _name(row: Data) -> str:
    """ "" for a slot that is switched off, where the device has such a switch."""
    if "Enabled" in row and not switch(row, "Enabled"):
        return ""
    return text(row, "DomainName" if number(row, "AddressType") == NAME else "IPAddress")


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """The servers first, then the mode."""
    if device.kind == "recorder":
        onvif.write(device.onvif, found, wanted)
        return
    if wanted.servers != found.servers:
        _point(device, wanted.servers)
    if wanted.source != found.source:
        if wanted.source != "ntp":
            raise WriteRefused(f"the clock is only ever given to NTP, not to {wanted.source}")
        data = device.edit(MODE)
        data["Mode"] = MODES.index("ntp")
        device.put(MODE, data)


def _point(device: Session, servers: tuple[str, ...]) -> None:
    """Into the slots that the device lists, those in use first; none is added."""
    data = device.edit(NTP)
    slots = sorted(_rows(data), key=lambda row: _name(row) in UNSET)
    if len(servers) > len(slots):
        raise WriteRefused(f"the device has room for {len(slots)} NTP servers")
    for row, name in zip(slots, servers, strict=False):
        try:
            ip_address(name)
            row["AddressType"], row["IPAddress"] = ADDRESS, name
        except ValueError:
            row["AddressType"], row["DomainName"] = NAME, name
        if "Enabled" in row:
            row["Enabled"] = 1
    device.put(NTP, data)
