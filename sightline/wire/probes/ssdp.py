"""SSDP by unicast (UPnP Device Architecture 1.1, section 1.3): does UPnP answer."""

from sightline.wire.clean import clean
from sightline.wire.probes.answer import SECONDS, Answer, Answered
from sightline.wire.probes.udp import ask

#: In the form that miniupnpd was seen to answer (reference recorders.md, section 2).
SEARCH = (
    b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n'
)


def upnp_ssdp(host: str, port: int = 1900, *, seconds: float = SECONDS) -> Answer:
    """One search for root devices, at that address alone."""
    return ask(host, port, "UPnP", [SEARCH], _read, seconds)


def _read(said: bytes) -> Answered | None:
    first, *lines = said.split(b"\r\n")
    if not first.startswith(b"HTTP/1.") or b" 200" not in first:
        return None
    servers = [line.partition(b":")[2] for line in lines if line.lower().startswith(b"server:")]
    return Answered(f"UPnP answers: {clean(servers[0])}" if servers else "UPnP answers")
