"""One simulated Uniview device: LAPI's data beside the documents of ONVIF, by one login and one clock."""

from datetime import timedelta

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, Switches
from sightline.lab.http import Request, Response
from sightline.lab.onvif import soap
from sightline.lab.onvif.calls import IDENTITY, Calls
from sightline.lab.onvif.device import PAGE
from sightline.lab.onvif.device import Device as Onvif
from sightline.lab.onvif.recording import Documents
from sightline.lab.onvif.store import Store
from sightline.lab.onvif.time import Time
from sightline.lab.onvif.users import USERS, Users
from sightline.lab.uniview import replies
from sightline.lab.uniview.days import Days
from sightline.lab.uniview.lapi import INFORMATION, REBOOT, Lapi
from sightline.lab.uniview.login import Login
from sightline.lab.uniview.outside import Outside
from sightline.lab.uniview.replies import PREFIX
from sightline.lab.uniview.sync import Sync

ONVIF = "onvif"
#: Services that a recorder of this lab has not.
CAMERAS_ONLY = ("recording", "search")


class Device(Onvif):
    """ONVIF is the lab's own; a camera's card is its recording service's, a recorder's disk is asked for by LAPI."""

    def reset(self) -> None:
        with self._lock:
            self.switches, self.counters, self._back_at = Switches(), Counters(), 0.0
            documents = Documents(ONVIF, __package__)
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self._users = Users(documents, self.spec.passwords)
            self._login = self._one_login = Login(
                self.spec, self._users.password, self._clock, self.switches, self.counters
            )
            self._time = Time(documents, self._clock)
            self._card = Store(documents, self._clock, self.spec.footage_days)
            self._disk = Days(self.spec, self._clock, self.spec.tracks[:1]) if self.spec.kind == "recorder" else None
            self._calls = Calls(documents, self._users, self._time, self._card, self.switches, self._reboot)
            sync = Sync(documents, self._time)
            self._lapi = Lapi(self.spec.recording, self._clock, self._users, sync, self._disk, self.switches)
            self.outside = Outside(self.spec, documents, self._login, self._lapi)
            self._agree(documents)

    def _agree(self, documents: Documents) -> None:
        """ONVIF tells of the same device as LAPI."""
        if self.spec.serial:
            self._lapi.put(INFORMATION, SerialNumber=self.spec.serial)
        info = self._lapi[INFORMATION]
        for name, key in (("Model", "DeviceModel"), ("FirmwareVersion",) * 2, ("SerialNumber",) * 2):
            soap.put(documents[IDENTITY], name, info[key])
        for row in list(documents[USERS]):
            if soap.text(row, "Username") not in self.spec.passwords:
                documents[USERS].remove(row)
        if self._disk is not None:
            services = documents["tds:GetServices"]
            for row in list(services):
                if soap.text(row, "Namespace").split("/")[-2] in CAMERAS_ONLY:
                    services.remove(row)

    def advance(self, hours: float) -> None:
        with self._lock:
            held = self._card if self._disk is None else self._disk
            self._clock.error += timedelta(hours=hours)
            held.live()
            if self._time.follows_ntp:
                self._clock.error = timedelta()
                held.rewind()

    def handle(self, request: Request) -> Response:
        if not request.path.startswith(PREFIX):
            return super().handle(request)
        with self._lock:
            self.counters.requests += 1
            user = self._one_login.lapi(request)
            return user if isinstance(user, Response) else self._answer(request, user)

    def _answer(self, request: Request, user: str) -> Response:
        path = request.path.removeprefix(PREFIX)
        if request.method != "GET":
            self.counters.writes.append((request.method, path))
        if self.switches.busy:
            http, code, status, text = replies.BUSY
            return replies.refused(http, request.path, code, status, text)
        if self.switches.wrong_type:
            return Response(200, PAGE, "text/html")
        if request.method != "GET" and self._users.level(user) != "Administrator":
            return Response(403)
        if (request.method, path) == ("PUT", REBOOT):
            self._reboot()
            return replies.answer(request.path, "null")
        return self._lapi.answer(request)

    def _reboot(self) -> None:
        self._lapi.apply_pending()
        super()._reboot()
