"""What the camera shows beside its web interface: its stream, and UPnP."""

from sightline.lab import ssdp
from sightline.lab.axis.calls import Calls
from sightline.lab.axis.login import Login
from sightline.lab.axis.params import Params
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

STREAM = "/axis-media/media.amp"
SWITCHES = {"rtsp": "Network.RTSP.Enabled", "upnp": "Network.UPnP.Enabled"}
SERVER = "Linux/5.10 UPnP/1.0 Portable SDK for UPnP devices/1.14"


class Outside:
    """By the parameters as they stand."""

    def __init__(self, spec: DeviceSpec, params: Params, calls: Calls, login: Login) -> None:
        self._spec, self._params, self._calls, self._login = spec, params, calls, login

    def offers(self, service: str) -> bool:
        return service in SWITCHES and self._params[SWITCHES[service]] == "yes"

    def replies(self, service: str, datagram: bytes) -> bytes | None:
        return ssdp.reply(self._spec, datagram, SERVER) if service == "upnp" else None

    def admits(self, request: Request) -> Response | None:
        """Viewers without a login are let in where the parameter says so."""
        if self._params["Network.RTSP.ProtViewer"] == "anonymous":
            return None
        user = self._login.admit(request)
        return user if isinstance(user, Response) else None

    def hears(self, path: str) -> bool | None:
        return self._calls.has_sound if path == STREAM else None
