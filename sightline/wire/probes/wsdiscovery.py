"""WS-Discovery by unicast: does an ONVIF device answer a Probe (reference onvif.md, E)."""

import uuid

from sightline.errors import UnexpectedReply
from sightline.wire import xml
from sightline.wire.clean import clean
from sightline.wire.probes.answer import SECONDS, Answer, Answered
from sightline.wire.probes.udp import ask
from sightline.wire.soap import SOAP_1_2

ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
NETWORK = "http://www.onvif.org/ver10/network/wsdl"
#: A probe for ONVIF's own type, and one for any: some devices answer the one, some the other.
TYPES = ("<d:Types>dn:NetworkVideoTransmitter</d:Types>", "")


def ws_discovery(host: str, port: int = 3702, *, seconds: float = SECONDS) -> Answer:
    """Two Probes, at that address alone. Some responders (wsdd) hear multicast alone: their silence proves nothing."""
    return ask(host, port, "WS-Discovery", [_probe(types) for types in TYPES], _read, seconds)


def _probe(types: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="{SOAP_1_2}" xmlns:a="{ADDRESSING}" '
        f'xmlns:d="{DISCOVERY}" xmlns:dn="{NETWORK}"><s:Header><a:MessageID>urn:uuid:{uuid.uuid4()}</a:MessageID>'
        "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
        f"<a:Action>{DISCOVERY}/Probe</a:Action></s:Header><s:Body><d:Probe>{types}</d:Probe></s:Body></s:Envelope>"
    ).encode()


def _read(said: bytes) -> Answered | None:
    """Any ProbeMatches: it came to a port that is ours alone, though sloppy devices relate it to another message."""
    try:
        found = xml.child(xml.parse(said), "Body/ProbeMatches")
    except UnexpectedReply:
        return None
    if found is None:
        return None
    addresses = xml.text(found, "ProbeMatch/XAddrs")
    return Answered(f"WS-Discovery answers: {clean(addresses)}" if addresses else "WS-Discovery answers")
