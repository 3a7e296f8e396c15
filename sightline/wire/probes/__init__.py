"""Ports asked from outside: what answers there, whatever the device says of itself (design, section 6).

Each probe takes `seconds` at most, asks the given address alone, sends no login, and raises nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from sightline.wire.probes.answer import SECONDS, Answer, Answered, Offset, Shut, Silent
from sightline.wire.probes.dnssd import mdns
from sightline.wire.probes.snmp import snmp_public
from sightline.wire.probes.sntp import sntp_offset
from sightline.wire.probes.ssdp import upnp_ssdp
from sightline.wire.probes.tcp import ftp, ssh, tcp_open, telnet
from sightline.wire.probes.wsdiscovery import ws_discovery

__all__ = [
    "PROBES",
    "SECONDS",
    "Answer",
    "Answered",
    "Offset",
    "Probe",
    "Shut",
    "Silent",
    "ftp",
    "mdns",
    "snmp_public",
    "sntp_offset",
    "ssh",
    "tcp_open",
    "telnet",
    "upnp_ssdp",
    "ws_discovery",
]


@dataclass(frozen=True)
class Probe:
    """How one service is asked for: `ask(host, port, seconds=…)`."""

    kind: str
    transport: Literal["tcp", "udp"]
    default_port: int
    ask: Callable[..., Answer]


#: By the names of `settings.services`. Where a site file gives a service another port, it is the first probe's.
PROBES: dict[str, tuple[Probe, ...]] = {
    "upnp": (Probe("SSDP", "udp", 1900, upnp_ssdp),),
    "telnet": (Probe("telnet", "tcp", 23, telnet),),
    "ssh": (Probe("SSH", "tcp", 22, ssh),),
    "ftp": (Probe("FTP", "tcp", 21, ftp),),
    "snmp-v1": (Probe("SNMP v1", "udp", 161, partial(snmp_public, version="v1")),),
    "snmp-v2c": (Probe("SNMP v2c", "udp", 161, partial(snmp_public, version="v2c")),),
    "discovery": (Probe("WS-Discovery", "udp", 3702, ws_discovery), Probe("mDNS", "udp", 5353, mdns)),
}
