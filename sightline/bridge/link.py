"""One device in one run: its lock, its login, its pins, and every rule that stands before a write."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Self

import gevent

from sightline import drivers
from sightline.bridge import guard
from sightline.bridge.codec import decode, encode
from sightline.bridge.work import Work
from sightline.errors import (
    Busy,
    DeviceError,
    LockedOut,
    LoginRefused,
    NotAllowed,
    NotConverged,
    SightlineError,
    Unreachable,
    UntrustedCertificate,
)
from sightline.estate.model import Device
from sightline.estate.secrets import Secret, fingerprint, secret_for
from sightline.estate.state import Pin
from sightline.settings import Identity, Setting
from sightline.wire.http import Endpoint, Limits

Answer = dict[str, Any]
#: After one of these nothing more is sent to the device in this run.
FINAL = (Unreachable, LoginRefused, LockedOut, UntrustedCertificate, NotAllowed)


@dataclass
class Link:
    """Answers `read` and `write` with plain data and never raises."""

    work: Work
    device: Device
    login: str = ""
    _session: drivers.Session | None = field(default=None, repr=False)
    _dead: DeviceError | None = None
    _held: ExitStack = field(default_factory=ExitStack, repr=False)
    _spent: float = 0.0

    def __copy__(self) -> Self:
        """The same link: pyinfra copies host data at each look, and a device has one session."""
        return self

    @property
    def requests(self) -> int:
        """How many requests this run has sent to the device."""
        return self._session.counts.requests if self._session else 0

    @property
    def dead(self) -> DeviceError | None:
        """Why nothing more is asked of the device, or None."""
        return self._dead

    def read(self, setting: str) -> Answer:
        """`{"status": "ok", "found": …}` or `{"status": …, "reason": …}`."""
        return self._answer(lambda: encode(setting, self._read(setting)))

    def write(self, setting: str, wanted: Any) -> Answer:
        """Writes what may be written, reads back, and answers with what stands there now."""
        return self._answer(lambda: encode(setting, self._write(setting, decode(setting, wanted))))

    def forget(self) -> None:
        """Drops what was read: the next read asks the device."""
        if self._session is not None:
            self._session.forget()

    def close(self) -> None:
        """Ends the session and lets the next run in."""
        if self._session is not None:
            self._session.close()
        self._held.close()

    def _answer(self, ask: Callable[[], Any]) -> Answer:
        started = monotonic()
        try:
            left = max(0.01, self.work.estate.limits.budget_seconds - self._spent)
            with gevent.Timeout(
                left, Unreachable(f"the time budget of {self.work.estate.limits.budget_seconds:g} s is spent")
            ):
                return {"status": "ok", "found": ask()}
        except DeviceError as problem:
            return {"status": problem.status, "reason": self._remember(problem)}
        except SightlineError as problem:
            return {"status": "refused", "reason": str(problem)}
        except Exception as problem:  # noqa: BLE001 - any other exception would end pyinfra's run for every device
            return {"status": "unexpected", "reason": f"{type(problem).__name__}: {problem}"}
        finally:
            self._spent += monotonic() - started

    def _remember(self, problem: DeviceError) -> str:
        """A refused login is marked for later runs as well, until the secret changes (safety rule 1)."""
        if isinstance(problem, FINAL) and self._dead is None:
            self._dead = problem
            sent = self._session is not None and self._session.counts.logins
            if isinstance(problem, LoginRefused | LockedOut) and sent:
                self.work.state.mark_refused(
                    self.device.address.host, self._fingerprint(), datetime.now(UTC), str(problem)
                )
                self.work.journal.add("login-refused", device=self.device.id, reason=str(problem))
        return str(problem)

    def _fingerprint(self) -> str:
        return fingerprint(self.work.secrets.get(self.device.secret), self.work.state.key())

    def _read(self, setting: str) -> Setting:
        return drivers.read(self.device.driver, self._open(), setting)

    def _write(self, setting: str, wanted: Setting) -> Setting:
        session, device = self._open(), self.device
        guard.identified(self._read("identity"))
        session.forget()
        found = self._read(setting)
        todo = guard.allowed(self.work, device, found, wanted)
        if todo == found:
            return found
        for camera in self.work.estate.devices:
            if camera.recorder == device.id:  # a recorder passes writes on to its cameras (safety rule 5)
                self._take(camera.address.host)
        before, after = encode(setting, found), encode(setting, todo)
        note = {"device": device.id, "setting": setting, "accept_loss": self.work.options.accept_loss}
        self.work.journal.add("write", before=before, wanted=after, **note)
        try:
            drivers.write(device.driver, session, setting, found, todo)
            session.forget()
            back = self._read(setting)
        except Exception as problem:
            session.forget()
            self.work.journal.add("write-failed", reason=f"{type(problem).__name__}: {problem}", **note)
            raise
        missing = guard.not_taken(found, todo, back)
        self.work.journal.add("written", found=encode(setting, back), not_taken=missing, **note)
        if missing:
            raise NotConverged(f"written, not taken: {'; '.join(missing)}")
        return back

    def _open(self) -> drivers.Session:
        if self._dead is not None:
            raise self._dead
        if self._session is None:
            self._take(self.device.address.host)
            secret = secret_for(self.work.secrets, self.device)
            if not isinstance(secret, Secret):
                raise NotAllowed(f"the secret {self.device.secret} is no user:password")
            self.login = secret.user
            self._not_refused_before()
            self._session = drivers.open_session(self.device.driver, self._target(secret))
            self._same_box()
        return self._session

    def _take(self, key: str) -> None:
        """One run at a time on a device, by its address and by its serial (safety rule 5)."""
        if key in self.work.held:
            return
        try:
            self._held.enter_context(self.work.state.lock(key, self.work.id))
        except Busy as problem:
            self._dead = NotAllowed(str(problem))
            raise self._dead from problem
        self.work.held.add(key)
        self._held.callback(self.work.held.discard, key)

    def _not_refused_before(self) -> None:
        host = self.device.address.host
        mark = self.work.state.refused(host)
        if mark is None:
            return
        if mark.fingerprint == self._fingerprint() and not self.work.options.retry_login:
            raise LoginRefused(
                f"this password was refused on {mark.when:%Y-%m-%d %H:%M} UTC, so it is not sent again; "
                f"store the right one (`sightline secrets set {self.device.secret}`) or say --retry-login"
            )
        self.work.state.clear_refused(host)

    def _target(self, secret: Secret) -> drivers.Target:
        address, limits, pin = self.device.address, self.work.estate.limits, self.work.state.pins(self.device.id)
        return drivers.Target(
            endpoint=Endpoint(
                scheme=address.scheme,
                host=address.host,
                port=address.port,
                pin=(pin.certificate_sha256 if pin else "") or None,
                ca_file=self.work.estate.ca_file,
            ),
            user=secret.user,
            password=secret.password,
            timezone=self.work.estate.timezone,
            limits=Limits(
                connect_seconds=limits.connect_seconds,
                read_seconds=limits.read_seconds,
                total_seconds=limits.total_seconds,
                reply_bytes=limits.reply_bytes,
            ),
        )

    def _same_box(self) -> None:
        """The serial number of the first meeting is remembered; another one is another box."""
        try:
            identity = self._read("identity")
        except FINAL:
            raise
        except DeviceError:
            return  # read again, and refused, before any write
        assert isinstance(identity, Identity)
        pin = self.work.state.pins(self.device.id)
        if pin is None or not pin.serial:
            known = pin.certificate_sha256 if pin else ""
            self.work.state.set_pin(self.device.id, Pin(serial=identity.serial, certificate_sha256=known))
        elif pin.serial != identity.serial:
            raise NotAllowed(
                f"another box answers: serial {identity.serial}, remembered {pin.serial}; "
                f"if it was replaced, accept it: `sightline trust {self.device.id}`"
            )
        self._take(f"serial-{identity.serial}")
