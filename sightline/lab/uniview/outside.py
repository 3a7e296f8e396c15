"""What a device shows beside its web interface: streams, telnet, and whether it answers a search."""

import re

from sightline.lab.http import Request, Response
from sightline.lab.onvif.login import Login
from sightline.lab.onvif.outside import Outside as Common
from sightline.lab.onvif.recording import Documents
from sightline.lab.spec import DeviceSpec
from sightline.lab.uniview.lapi import Lapi

TELNET, RTSP = "Channel/0/NetWork/Telnet", "NetWork/RtspAuth"
OWN, OF_CHANNEL = "Media/Audio/Input", "Channels/{}/Media/Audio/Input"
STREAM = re.compile(r"/media/video1|/unicast/c([0-9]+)/s0/live", re.ASCII)


class Outside(Common):
    """By LAPI's data; RTSP and the search as ONVIF says."""

    def __init__(self, spec: DeviceSpec, documents: Documents, login: Login, lapi: Lapi) -> None:
        super().__init__(spec, documents, login)
        self._lapi = lapi

    def offers(self, service: str) -> bool:
        if service == "telnet":
            return bool(self._lapi[TELNET]["Enable"])
        return super().offers(service)

    def admits(self, request: Request) -> Response | None:
        """RtspAuth 0 lets anybody in; a recorder has no such switch."""
        if RTSP in self._lapi and self._lapi[RTSP]["Mode"] == 0:
            return None
        return super().admits(request)

    def hears(self, path: str) -> bool | None:
        found = STREAM.fullmatch(path)
        if found is None:
            return None
        place = OF_CHANNEL.format(found[1]) if found[1] else OWN
        return self._lapi[place]["IsMute"] == 0 if place in self._lapi else None
