"""One simulated Axis camera: the recording, the state on top of it, and the order in which a request is judged."""

import threading
from datetime import timedelta

from sightline.lab.axis.accounts import Accounts
from sightline.lab.axis.calls import CGI, Calls, page
from sightline.lab.axis.login import Login
from sightline.lab.axis.outside import Outside
from sightline.lab.axis.params import Params
from sightline.lab.axis.recording import load
from sightline.lab.axis.store import Store
from sightline.lab.axis.time import Time
from sightline.lab.clock import Clock
from sightline.lab.device import Counters, SimulatedDevice, Switches
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

SERIAL = "Properties.System.SerialNumber"
OTHER_SERIAL = "ACCC8E0B0B0B"
LOGIN_PAGE = b"<!DOCTYPE html>\n<html><head><title>AXIS</title></head><body></body></html>\n"


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
            recording = load(self.spec.recording)
            self._params = Params({**recording.params, **({SERIAL: self.spec.serial} if self.spec.serial else {})})
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self._accounts = Accounts(recording.accounts, self.spec.passwords)
            self._login = Login(self.spec, self._accounts.password, self._params, self.switches, self.counters)
            self._time = Time(self._params, self._clock, has_json=bool(recording.apis))
            serial = self._params[SERIAL]
            self._store = Store(recording.disks, self._params, self._clock, self.spec.footage_days, serial)
            self._calls = Calls(
                recording, self._params, self._accounts, self._time, self._store, self.switches, self.counters
            )
            self.outside = Outside(self.spec, self._params, self._calls, self._login)

    @property
    def faults(self) -> Switches:
        return self.switches

    @property
    def listening(self) -> bool:
        return True

    @property
    def clock_error_seconds(self) -> float:
        return self._clock.error.total_seconds()

    def lets_in(self, user: str, password: str) -> bool:
        with self._lock:
            return bool(password) and self._accounts.password(user) == password

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
            if not request.path.startswith(CGI):
                return page(404)
            user = self._login.admit(request)
            if isinstance(user, Response):
                return user
            if self.switches.busy:
                return Response(503)
            if self.switches.wrong_type:
                return page(200, LOGIN_PAGE)
            if self.switches.swapped:
                self._params.put(SERIAL, OTHER_SERIAL, later=False)
            return self._calls.answer(request, user)
