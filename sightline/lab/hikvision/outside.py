"""What the device shows beside ISAPI: streams, telnet, UPnP (reference, section 6)."""

import re

from sightline.lab import ssdp
from sightline.lab.hikvision import xml
from sightline.lab.hikvision.documents import Documents
from sightline.lab.hikvision.login import Login
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

STREAM = re.compile(r"/(?:ISAPI/)?Streaming/Channels/(\d{3,4})/?", re.IGNORECASE)
SWITCHES = {"upnp": "System/Network/UPnP", "telnet": "System/Network/telnetd"}
SERVER = "Linux/4.9 UPnP/1.0 Portable SDK for UPnP devices/1.6.18"


class Outside:
    """By the documents as they stand: a service without one is off."""

    def __init__(self, spec: DeviceSpec, documents: Documents, login: Login) -> None:
        self._spec, self._documents, self._login = spec, documents, login

    def offers(self, service: str) -> bool:
        if service == "rtsp":
            rows = self._documents.entries("Security/adminAccesses")
            return any(xml.text(one, "protocol") == "RTSP" and xml.text(one, "enabled") == "true" for one in rows)
        return service in SWITCHES and xml.text(self._documents.tree(SWITCHES[service]), "enabled") == "true"

    def replies(self, service: str, datagram: bytes) -> bytes | None:
        return ssdp.reply(self._spec, datagram, SERVER) if service == "upnp" else None

    def admits(self, request: Request) -> Response | None:
        """A stream whose security is switched off is everybody's; recorders have no such switch."""
        stream = self._stream(request.path)
        transport = xml.child(stream, "Transport") if stream is not None else None
        if transport is not None and xml.text(xml.child(transport, "Security"), "enabled") == "false":
            return None
        user = self._login.admit(request, "")
        return user if isinstance(user, Response) else None

    def hears(self, path: str) -> bool | None:
        stream = self._stream(path)
        return None if stream is None else xml.text(xml.child(stream, "Audio"), "enabled") == "true"

    def _stream(self, path: str) -> xml.Element | None:
        found = STREAM.fullmatch(path)
        return self._documents.tree(f"Streaming/channels/{found[1]}") if found else None
