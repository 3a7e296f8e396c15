"""One simulated Hikvision device: the recording, the state on top of it, and the order in which a request is judged."""

import threading
import time
from datetime import timedelta

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, SimulatedDevice, Switches
from sightline.lab.hikvision import replies, xml
from sightline.lab.hikvision.accounts import Accounts
from sightline.lab.hikvision.channels import Channels
from sightline.lab.hikvision.documents import Documents
from sightline.lab.hikvision.login import Login
from sightline.lab.hikvision.outside import Outside
from sightline.lab.hikvision.recording import load
from sightline.lab.hikvision.store import Store
from sightline.lab.hikvision.time import Time
from sightline.lab.hikvision.verbs import Verbs, is_write
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

PREFIX = "/ISAPI/"
ACTIVATED = b'<ActivateStatus version="2.0">\n<Activated>true</Activated>\n</ActivateStatus>\n'
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
            self._recording = load(self.spec.recording)
            self._documents = Documents(self._recording)
            if self.spec.serial:
                self._documents.edit("System/deviceInfo", "serialNumber", self.spec.serial)
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self._accounts = Accounts(self._documents, self.spec.passwords)
            self._login = Login(self.spec, self._documents, self._accounts, self._clock, self.switches, self.counters)
            self.outside = Outside(self.spec, self._documents, self._login)
            channels = Channels(self._documents, self.spec.channel_passwords, self.linked)
            self._time = Time(self._documents, self._clock)
            self._store = Store(self.spec, self._documents, self._clock)
            self._verbs = Verbs(
                self.spec,
                self._recording,
                self._documents,
                self._accounts,
                channels,
                self._time,
                self._store,
                self.switches,
            )

    @property
    def faults(self) -> Switches:
        return self.switches

    @property
    def listening(self) -> bool:
        service = "HTTPS" if self.spec.tls else "HTTP"
        return time.monotonic() >= self._back_at and self._serves(service)

    def _serves(self, protocol: str) -> bool:
        rows = self._documents.entries("Security/adminAccesses")
        return not any(xml.text(row, "protocol") == protocol and xml.text(row, "enabled") == "false" for row in rows)

    @property
    def documents(self) -> Documents:
        """For the recorder in front of it."""
        return self._documents

    @property
    def clock_error_seconds(self) -> float:
        return self._clock.error.total_seconds()

    def lets_in(self, user: str, password: str) -> bool:
        with self._lock:
            return bool(password) and self._accounts.password(user) == password and self._serves("DEV_MANAGE")

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
            if request.path == "/SDK/activateStatus":
                return Response(200, xml.DECLARATION + ACTIVATED)
            if not request.path.startswith(PREFIX):
                return replies.page(404, "Document Error: Not Found")
            return self._judge(request, request.path.removeprefix(PREFIX))

    def _judge(self, request: Request, url: str) -> Response:
        user = self._login.admit(request, url)
        if isinstance(user, Response):
            return user
        if is_write(request.method, url):
            self.counters.writes.append((request.method, url))
        if self.switches.busy:
            return replies.status(403, 2, "deviceBusy", request.path)
        if self.switches.wrong_type:
            return replies.page(200, "Login")
        if is_write(request.method, url) and not self._accounts.is_administrator(user):
            return replies.status(403, 4, "lowPrivilege", request.path)
        if request.method == "PUT" and url == "System/reboot":
            self._reboot()
            return replies.ok(request.path)
        return self._verbs.answer(request, url)

    def _reboot(self) -> None:
        """Off the network for a moment; what waited for it is in force afterwards, and no old login is."""
        self._verbs.apply_pending()
        self._login.digest.forget()
        self._back_at = time.monotonic() + REBOOT_SECONDS
