"""The device's log of who came, and to whom it sends what it logs (reference, A13)."""

from typing import Literal

from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Absent, Collector, Logging, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.clean import clean

ACCESS, REMOTE = "System.AccessLog", "API.RemoteSyslog1"
SERVERS = ("Server1", "Server2")
PROTOCOLS: dict[str, Literal["udp", "tcp", "tls"]] = {"UDP": "udp", "TCP": "tcp", "TLS": "tls"}
SYSLOG = "/axis-cgi/remotesyslog.cgi"


def read(device: Session) -> Logging:
    """The access log is off as it comes. Where to send is a parameter from 11.8 on."""
    kept = device.switch(ACCESS)
    if isinstance(kept, Absent):
        kept = Unsupportable(f"{kept.reason}: what it logs of logins is not confirmed (reference A13)")
    return Logging(kept=kept, collectors=_collectors(device))


def _collectors(device: Session) -> Maybe[tuple[Collector, ...]]:
    enabled = device.switch(f"{REMOTE}.Enabled")
    if isinstance(enabled, Absent):
        return Unsupportable("this firmware does not say by a parameter where it sends its log (reference A13)")
    if not known(enabled):
        return enabled
    try:
        return tuple(found for server in SERVERS if (found := _collector(device, server))) if enabled else ()
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _collector(device: Session, server: str) -> Collector | None:
    """None for an empty slot."""
    said = {name: device.params.get(f"{REMOTE}.{server}.{name}") for name in ("Address", "Port", "Protocol")}
    if None in said.values():
        raise UnexpectedReply(f"{REMOTE}.{server} is not whole")
    host, port, protocol = said["Address"] or "", xml.number(said["Port"] or ""), said["Protocol"] or ""
    if not host:
        return None
    if port is None or protocol.upper() not in PROTOCOLS:
        raise UnexpectedReply(f"{REMOTE}.{server} is {clean(f'{port} {protocol}', 40)!r}")
    return Collector(host=host, port=port, protocol=PROTOCOLS[protocol.upper()])


def write(device: Session, found: Logging, wanted: Logging) -> None:
    """The access log is switched on; where to send is written by the interface that its parameters only mirror."""
    if wanted.kept != found.kept and wanted.kept is True:
        device.update({ACCESS: True})
    if wanted.collectors != found.collectors and known(wanted.collectors):
        if len(wanted.collectors) > len(SERVERS):
            raise WriteRefused(f"the device sends its log to {len(SERVERS)} places at most")
        rows = [_row(device, *pair) for pair in zip(SERVERS, wanted.collectors, strict=False)]
        device.tell(SYSLOG, "setup", {"servers": rows})
        device.tell(SYSLOG, "enable", {})


def _row(device: Session, server: str, wanted: Collector) -> dict[str, str | int]:
    """With the severity and format that stand in this slot: their words are the device's own."""
    kept = {"severity": "Severity", "syslogFormat": "SyslogFormat"}
    stands = {key: device.params.get(f"{REMOTE}.{server}.{name}") for key, name in kept.items()}
    own = {key: value for key, value in stands.items() if value}
    return {"address": wanted.host, "port": wanted.port, "protocol": (wanted.protocol or "udp").upper(), **own}
