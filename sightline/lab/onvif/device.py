"""One simulated ONVIF camera: the recording, the state on top of it, and the order in which a request is judged."""

import threading
import time
from datetime import timedelta

from sightline.lab import scene
from sightline.lab.clock import Clock
from sightline.lab.device import Counters, SimulatedDevice, Switches
from sightline.lab.http import Request, Response
from sightline.lab.onvif import soap
from sightline.lab.onvif.calls import PROTOCOLS, Calls
from sightline.lab.onvif.login import Login
from sightline.lab.onvif.outside import Outside
from sightline.lab.onvif.recording import Documents
from sightline.lab.onvif.store import Store
from sightline.lab.onvif.time import Time
from sightline.lab.onvif.users import Users
from sightline.lab.spec import DeviceSpec

#: Where each service answers; its calls are answered nowhere else.
PATHS = {
    "/onvif/device_service": "tds",
    "/onvif/Media": "trt",
    "/onvif/Media2": "tr2",
    "/onvif/Recording": "trc",
    "/onvif/Search": "tse",
    "/onvif/Analytics": "tan",
}
SNAPSHOT = "/onvif/snapshot"
#: Calls that want no login (reference, C: access classes).
OPEN = {
    "tds:GetSystemDateAndTime",
    "tds:GetServices",
    "tds:GetServiceCapabilities",
    "tds:GetCapabilities",
    "tds:GetHostname",
    "tds:GetEndpointReference",
}
#: What an administrator alone may read; an operator may change media, and nobody below writes.
SECRET = {"tds:GetUsers", "tds:GetSystemLog"}
OPERATES = ("trt", "tr2", "tan")
PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body></body></html>\n"
REBOOT_SECONDS = 0.2


class Device:
    """Safe to call from any thread: one request, one switch, one jump in time after the other."""

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.linked: dict[int, SimulatedDevice] = {}
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self.switches = Switches()
            self.counters = Counters()
            self._back_at = 0.0
            documents = Documents(self.spec.recording)
            if self.spec.serial:
                soap.put(documents["tds:GetDeviceInformation"], "SerialNumber", self.spec.serial)
            for row in soap.children(documents[PROTOCOLS], "NetworkProtocols") if self.spec.tls else ():
                if soap.text(row, "Name") == "HTTPS":
                    soap.put(row, "Enabled", "true")
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self._users = Users(documents, self.spec.passwords)
            self._login = Login(self.spec, self._users.password, self._clock, self.switches, self.counters)
            self.outside = Outside(self.spec, documents, self._login)
            self._time = Time(documents, self._clock)
            self._store = Store(documents, self._clock, self.spec.footage_days)
            self._calls = Calls(documents, self._users, self._time, self._store, self.switches, self._reboot)

    @property
    def faults(self) -> Switches:
        return self.switches

    @property
    def listening(self) -> bool:
        return time.monotonic() >= self._back_at and self._calls.serves("HTTPS" if self.spec.tls else "HTTP")

    @property
    def clock_error_seconds(self) -> float:
        return self._clock.error.total_seconds()

    def lets_in(self, user: str, password: str) -> bool:
        with self._lock:
            return bool(password) and self._users.password(user) == password

    def advance(self, hours: float) -> None:
        with self._lock:
            self._clock.error += timedelta(hours=hours)
            self._store.live()
            if self._time.follows_ntp:
                self._clock.error = timedelta()
                self._store.rewind()

    def handle(self, request: Request) -> Response:
        with self._lock:
            self.counters.requests += 1
            if request.path == SNAPSHOT:
                return self._login.stream(request) or Response(200, self._still(), scene.JPEG)
            if request.path not in PATHS:
                return Response(404, PAGE, "text/html")
            if request.method != "POST":
                return Response(405)
            try:
                return self._judge(request, soap.read(request))
            except soap.NotSoap:
                return soap.refuse(soap.Fault("Sender", "WellFormed", reason="Well-formed Error"))
            except soap.Fault as fault:
                return soap.refuse(fault)

    def _judge(self, request: Request, call: soap.Call) -> Response:
        if not call.name.startswith(f"{PATHS[request.path]}:"):
            raise soap.unknown_call()
        user = self._login.admit(request, call, open_to_all=call.name in OPEN)
        if isinstance(user, Response):
            return user
        if call.is_write:
            self.counters.writes.append((request.method, call.name))
        if self.switches.busy:
            raise soap.Fault("Receiver", "Action", reason="Device Busy")
        if self.switches.wrong_type:
            return Response(200, PAGE, "text/html")
        if not self._may(user, call):
            raise soap.Fault("Sender", "NotAuthorized", reason="the account lacks the right", status=403)
        return self._calls.answer(call)

    def _still(self) -> bytes:
        return PAGE if self.switches.wrong_type else scene.still(self.spec, "1", self.switches)

    def _may(self, user: str, call: soap.Call) -> bool:
        level = self._users.level(user)
        if call.name in OPEN or level == "Administrator":
            return True
        if call.is_write:
            return level == "Operator" and call.name.startswith(OPERATES)
        return call.name not in SECRET

    def _reboot(self) -> None:
        """Off the network for a moment; what waited for it is in force afterwards, and no old login is."""
        self._calls.apply_pending()
        self._login.forget()
        self._back_at = time.monotonic() + REBOOT_SECONDS
