"""What the device shows beside its interfaces: streams, telnet, UPnP (reference, sections 0.1 and 6)."""

import re

from sightline.lab import ssdp
from sightline.lab.dahua.login import Login
from sightline.lab.dahua.recording import Tables
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

STREAM = re.compile(r"/cam/realmonitor\?channel=(\d{1,3})&subtype=(\d)")
SWITCHES = {"upnp": "UPnP", "telnet": "Telnet", "rtsp": "RTSP"}
SERVER = "Linux/4.9 UPnP/1.0 Portable SDK for UPnP devices/1.6.18"


class Outside:
    """By the tables as they stand."""

    def __init__(self, spec: DeviceSpec, tables: Tables, login: Login) -> None:
        self._spec, self._tables, self._login = spec, tables, login

    def offers(self, service: str) -> bool:
        return service in SWITCHES and bool(self._tables[SWITCHES[service]]["Enable"])

    def replies(self, service: str, datagram: bytes) -> bytes | None:
        return ssdp.reply(self._spec, datagram, SERVER) if service == "upnp" else None

    def admits(self, request: Request) -> Response | None:
        user = self._login.admit(request)
        return user if isinstance(user, Response) else None

    def hears(self, path: str) -> bool | None:
        found = STREAM.fullmatch(path)
        rows = self._tables["Encode"]
        if found is None or not 1 <= int(found[1]) <= len(rows):
            return None
        row, subtype = rows[int(found[1]) - 1], int(found[2])
        forms = [row["MainFormat"][0], *row["ExtraFormat"]]
        return bool(forms[subtype]["AudioEnable"]) if subtype < len(forms) else None
