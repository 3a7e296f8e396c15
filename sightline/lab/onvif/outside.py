"""What the camera shows beside SOAP: its streams, and whether it answers a search (reference, E)."""

from urllib.parse import urlsplit

from lxml import etree

from sightline.lab.http import Request, Response
from sightline.lab.onvif import soap
from sightline.lab.onvif.login import Login
from sightline.lab.onvif.profiles import MEDIA
from sightline.lab.onvif.recording import Documents
from sightline.lab.spec import DeviceSpec

PROTOCOLS, MODE, SERVICES = "tds:GetNetworkProtocols", "tds:GetDiscoveryMode", "tds:GetServices"
STREAMS = "/media/"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
TYPE = "NetworkVideoTransmitter"


class Outside:
    """By the answers as they stand; ONVIF has no word for telnet and UPnP, and this camera has neither."""

    def __init__(self, spec: DeviceSpec, documents: Documents, login: Login) -> None:
        self._spec, self._documents, self._login = spec, documents, login

    def offers(self, service: str) -> bool:
        if service == "discovery":
            return soap.text(self._documents[MODE], "DiscoveryMode") == "Discoverable"
        rows = soap.children(self._documents[PROTOCOLS], "NetworkProtocols") if service == "rtsp" else ()
        return any(soap.text(row, "Name") == "RTSP" and soap.text(row, "Enabled") == "true" for row in rows)

    def admits(self, request: Request) -> Response | None:
        return self._login.stream(request)

    def hears(self, path: str) -> bool | None:
        token = path.removeprefix(STREAMS)
        for profile in soap.children(self._documents[MEDIA], "Profiles"):
            if path.startswith(STREAMS) and profile.get("token") == token:
                return soap.child(profile, "AudioEncoderConfiguration") is not None
        return None

    def replies(self, service: str, datagram: bytes) -> bytes | None:
        """ProbeMatches, to a Probe for this type or for any."""
        try:
            root = etree.fromstring(datagram, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except (etree.XMLSyntaxError, ValueError):
            return None
        probe, asked = soap.child(root, "Body/Probe"), soap.text(root, "Header/MessageID")
        if service != "discovery" or probe is None or not asked:
            return None
        types = soap.text(probe, "Types")
        return self._matches(asked) if not types or TYPE in types else None

    def _matches(self, asked: str) -> bytes:
        related = etree.Element(f"{{{ADDRESSING}}}RelatesTo", nsmap={"a": ADDRESSING})
        related.text = asked
        return (
            f'{soap.HEAD}<s:Envelope xmlns:s="{soap.ENV}" xmlns:a="{ADDRESSING}" xmlns:d="{DISCOVERY}" '
            f'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>{soap.dump(related)}'
            f"<a:Action>{DISCOVERY}/ProbeMatches</a:Action></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch>"
            f"<d:Types>dn:{TYPE}</d:Types><d:XAddrs>{soap.text(self._service(), 'XAddr')}</d:XAddrs>"
            "<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
        ).encode()

    def _service(self) -> soap.Element:
        return next(soap.children(self._documents[SERVICES], "Service"))


def stream_uri(documents: Documents, token: str) -> str:
    """As GetStreamUri gives it: by the address that the camera believes to have."""
    if all(profile.get("token") != token for profile in soap.children(documents[MEDIA], "Profiles")):
        raise soap.bad_value("no such profile", "NoProfile")
    host = urlsplit(soap.text(next(soap.children(documents[SERVICES], "Service")), "XAddr")).hostname
    rows = soap.children(documents[PROTOCOLS], "NetworkProtocols")
    port = next(soap.text(row, "Port") for row in rows if soap.text(row, "Name") == "RTSP")
    return f"rtsp://{host}:{port}{STREAMS}{token}"
