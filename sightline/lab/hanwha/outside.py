"""What the device shows beside SUNAPI: a camera's streams, and UPnP."""

import re
from typing import Any

from sightline.lab import ssdp
from sightline.lab.hanwha.login import Login
from sightline.lab.hanwha.recording import Menus
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

STREAM = re.compile(r"/profile(\d{1,2})/media\.smp")
SERVER = "Linux/4.9 UPnP/1.0 Portable SDK for UPnP devices/1.6.18"


class Outside:
    """By the menus as they stand; these units have no telnet."""

    def __init__(self, spec: DeviceSpec, menus: Menus, login: Login) -> None:
        self._spec, self._menus, self._login = spec, menus, login

    def offers(self, service: str) -> bool:
        if service == "upnp":
            return any(row["Enable"] for row in self._menus["network.upnpdiscovery"]["UpnpDiscovery"])
        return service == "rtsp"

    def replies(self, service: str, datagram: bytes) -> bytes | None:
        return ssdp.reply(self._spec, datagram, SERVER) if service == "upnp" else None

    def admits(self, request: Request) -> Response | None:
        """Streams may be everybody's."""
        if self._menus["security.rtsp"]["RTSPAuthentication"] == "Anonymous":
            return None
        user = self._login.admit(request)
        return user if isinstance(user, Response) else None

    def hears(self, path: str) -> bool | None:
        found = STREAM.fullmatch(path)
        profile = self._profiles().get(int(found[1])) if found else None
        return None if profile is None else bool(profile["AudioInputEnable"])

    def _profiles(self) -> dict[int, dict[str, Any]]:
        rows = self._menus["media.videoprofile"]["VideoProfiles"][0]["Profiles"]
        return {row["Profile"]: row for row in rows} if self._spec.kind == "camera" else {}
