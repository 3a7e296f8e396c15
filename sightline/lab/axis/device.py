"""One simulated Axis camera: the recording, the state on top of it, and the order in which a request is judged."""

from sightline.lab import scene
from sightline.lab.axis.accounts import Accounts
from sightline.lab.axis.calls import CGI, Calls, page
from sightline.lab.axis.login import Login
from sightline.lab.axis.outside import Outside
from sightline.lab.axis.params import Params
from sightline.lab.axis.recording import load
from sightline.lab.axis.store import Store
from sightline.lab.axis.time import Time
from sightline.lab.http import Request, Response
from sightline.lab.simulated import Simulated

SERIAL = "Properties.System.SerialNumber"
OTHER_SERIAL = "ACCC8E0B0B0B"
LOGIN_PAGE = b"<!DOCTYPE html>\n<html><head><title>AXIS</title></head><body></body></html>\n"


class Device(Simulated):
    _store: Store

    def set_up(self) -> None:
        recording = load(self.spec.recording)
        self._params = Params({**recording.params, **({SERIAL: self.spec.serial} if self.spec.serial else {})})
        self._accounts = Accounts(recording.accounts, self.spec.passwords)
        self._login = Login(self.spec, self._accounts.password, self._params, self.switches, self.counters)
        self._time = Time(self._params, self._clock, has_json=bool(recording.apis))
        serial = self._params[SERIAL]
        self._store = Store(recording.disks, self._params, self._clock, self.spec.footage_days, serial)
        self._calls = Calls(
            recording, self._params, self._accounts, self._time, self._store, self.switches, self.counters
        )
        self.outside = Outside(self.spec, self._params, self._calls, self._login)

    def password_of(self, user: str) -> str | None:
        return self._accounts.password(user)

    @property
    def follows_ntp(self) -> bool:
        return self._time.follows_ntp

    def answer(self, request: Request) -> Response:
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
        if request.path == f"{CGI}jpg/image.cgi":
            return Response(200, scene.still(self.spec, request.target, self.switches), scene.JPEG)
        return self._calls.answer(request, user)
