"""One device in one run: its lock, its login, its pins, and every rule that stands before a write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Never, Self

import gevent

from sightline import drivers
from sightline.bridge import guard
from sightline.bridge.codec import decode, encode, printable
from sightline.bridge.outside import Look, unseen
from sightline.bridge.target import target, user_of
from sightline.bridge.work import Work
from sightline.errors import (
    Busy,
    DeviceError,
    LockedOut,
    LoginRefused,
    NotAllowed,
    NotConverged,
    SightlineError,
    UnexpectedReply,
    Unreachable,
    Unsupported,
    UntrustedCertificate,
)
from sightline.estate.model import Device
from sightline.estate.secrets import Secret, fingerprint, secret_for
from sightline.estate.state import Pin
from sightline.settings import Identity, Outside, Setting, Unread
from sightline.wire.rtsp import Login
from sightline.wire.ssh import Ssh

Answer = dict[str, Any]
#: After one of these nothing more is sent to the device in this run.
FINAL = (Unreachable, LoginRefused, LockedOut, UntrustedCertificate)


@dataclass
class Link:
    """Answers `read` and `write` with plain data and never raises."""

    work: Work
    device: Device
    login: str = ""
    _session: drivers.Session | None = field(default=None, repr=False)
    _dead: DeviceError | None = None
    _keys: set[str] = field(default_factory=set, repr=False)
    _spent: float = 0.0
    _met: bool = False
    _took: bool = False
    _look: Look | None = field(default=None, repr=False)

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
        left = self.work.estate.limits.budget_seconds - self._spent
        return self._answer(lambda: encode(setting, self._read(setting)), max(0.01, left), ends=setting != "outside")

    def write(self, setting: str, wanted: Any) -> Answer:
        """Writes what may be written, reads back, and answers with what stands there now.

        A write has the whole budget to itself: one that is cut short leaves half of it on the device.
        """
        full = self.work.estate.limits.budget_seconds
        return self._answer(lambda: encode(setting, self._write(setting, decode(setting, wanted))), full, writes=True)

    def look_ahead(self) -> Look:
        """Asks the device's ports from outside while it is read: `outside` has the answers."""
        if self._look is None:
            self._look = Look(self.device, self.work.estate.limits.probe_seconds)
            self._look.start()
        return self._look

    def shell(self, ask: Callable[[Ssh], Any]) -> Answer:
        """What is asked of a host's shell, as `found`; with the write's budget: it may be one. Never raises."""
        return self._answer(lambda: self._shell(ask), self.work.estate.limits.budget_seconds)

    def ask(self, ask: Callable[[drivers.Session], Any]) -> Answer:
        """What is asked of the device's session, as `found`; with the write's budget. Never raises."""
        return self._answer(lambda: ask(self._open()), self.work.estate.limits.budget_seconds)

    def ssh(self) -> Ssh:
        """The shell of a host, by the session's one login. Raises a SightlineError for a device that has none."""
        ssh = getattr(self._open(), "ssh", None)
        if not isinstance(ssh, Ssh):
            raise NotAllowed(f"{self.device.id}: a device of driver {self.device.driver} has no shell")
        return ssh

    def forget(self) -> None:
        """Drops what was read: the next read asks the device."""
        self._look = None
        if self._session is not None:
            self._session.forget()

    def close(self) -> None:
        """Ends the session and lets the next run in."""
        if self._look is not None:
            self._look.close()
        if self._session is not None:
            self._session.close()
        while self._keys:
            self.work.holds.let_go(self._keys.pop())

    def _answer(self, ask: Callable[[], Any], seconds: float, *, ends: bool = True, writes: bool = False) -> Answer:
        """`ends` is False for a look from outside: what ends the device there is told by the look itself."""
        started, budget = monotonic(), self.work.estate.limits.budget_seconds
        try:
            with gevent.Timeout(seconds, Unreachable(f"the time budget of {budget:g} s is spent")):
                return {"status": "ok", "found": ask()}
        except DeviceError as problem:
            more = self._remember(problem, writes=writes) if ends else ""
            self.work.refused(self.device.id, problem, sent=self._sent)
            return {"status": problem.status, "reason": printable(f"{problem}{more}")}
        except SightlineError as problem:
            return {"status": "refused", "reason": str(problem)}
        except Exception as problem:  # noqa: BLE001 - any other exception would end pyinfra's run for every device
            return {"status": "unexpected", "reason": printable(f"{type(problem).__name__}: {problem}")}
        finally:
            self._spent += monotonic() - started

    def _remember(self, problem: DeviceError, *, writes: bool = False) -> str:
        """A refused login is marked for later runs as well, until the secret changes (safety rule 1).

        Where a rule of ours forbids a login, that ends the device; where it forbids a write, that alone.
        Returns what went wrong with the mark.
        """
        forbidden = isinstance(problem, NotAllowed) and not (self._sent or writes)
        final = isinstance(problem, FINAL) or forbidden
        if self._dead is not None or not final:
            return ""
        self._dead = problem
        if not (isinstance(problem, LoginRefused | LockedOut) and self._sent):
            return ""
        try:
            self.work.holds.refused.add((self.device.address.host, self._fingerprint()))
            self.work.state.mark_refused(self.device.address.host, self._fingerprint(), datetime.now(UTC), str(problem))
            self.work.recorded("login-refused", device=self.device.id, user=self.login, reason=str(problem))
        except Exception as failed:  # noqa: BLE001 - a full disk must not end the run for every device
            return f"; that could NOT be remembered for the next run ({failed}): do not run again before it is solved"
        return ""

    @property
    def _sent(self) -> bool:
        return self._session is not None and self._session.counts.logins > 0

    def _fingerprint(self) -> str:
        return fingerprint(self.work.secrets.get(self.device.secret), self.work.state.key())

    def _read(self, setting: str) -> Setting:
        if setting == "outside":
            return self._outside()
        found = drivers.read(self.device.driver, self._open(), setting)
        self._accepted()
        return found

    def _write(self, setting: str, wanted: Setting) -> Setting:
        session, device = self._open(), self.device
        session.forget()
        self._same_box(guard.identified(self._read("identity")))
        found = self._read(setting)
        todo = guard.allowed(self.work, device, self.login, found, wanted)
        if todo == found:
            return found
        for camera in self.work.estate.devices:
            if camera.recorder == device.id:  # a recorder passes writes on to its cameras (safety rule 5)
                self._take(camera.address.host)
        note: dict[str, Any] = {"device": device.id, "setting": setting, "accept_loss": self.work.options.accept_loss}
        self.work.record("write", before=encode(setting, found), wanted=encode(setting, todo), **note)
        try:
            drivers.write(device.driver, session, setting, found, todo)
            session.forget()
            back = self._read(setting)
        except Exception as problem:
            session.forget()
            self.work.recorded("write-failed", reason=f"{type(problem).__name__}: {problem}", **note)
            raise
        missing = guard.not_taken(found, todo, back)
        self.work.recorded("written", found=encode(setting, back), not_taken=missing, **note)
        guard.remember(self.work, device.id, found, back)
        if missing:
            raise NotConverged(f"written, not taken: {'; '.join(missing)}")
        return back

    def _shell(self, ask: Callable[[Ssh], Any]) -> Any:
        """The command itself may hold a secret, so the journal has it only that there was one."""
        ssh = self.ssh()
        if not self._met:
            self._same_box(guard.identified(self._read("identity")))
        self.work.record("shell", device=self.device.id)
        return ask(ssh)

    def _outside(self) -> Outside:
        """What is seen from outside; streams only where the device took our login, which they are asked with."""
        if isinstance(self._dead, Unreachable):
            return unseen(Unread(str(self._dead)))
        return self.look_ahead().whole(self._streams, self._remember)

    def _streams(self) -> tuple[Sequence[drivers.StreamPath], Login | None]:
        """The device's streams, and the login that it took; none was taken where it asked for none."""
        session, secret = self._open(), secret_for(self.work.secrets, self.device)
        login = Login(secret.user, secret.password) if self._sent and isinstance(secret, Secret) else None
        return drivers.stream_paths(self.device.driver, session), login

    def _open(self) -> drivers.Session:
        if self._dead is not None:
            raise self._dead
        if self._session is None:
            with self.work.holds.turn(self.device.address.host):
                return self._first()
        if not self._took:  # another device of the host may have been refused since
            self._not_refused_before()
        return self._session

    def _first(self) -> drivers.Session:
        """The first login; its refusal holds for every device at the host, from this moment on."""
        try:
            session = self._session = self._begin()
            self._meet(session)
            self.work.chain.note("login", device=self.device.id, user=self.login)
        except FINAL as problem:
            if isinstance(problem, LoginRefused | LockedOut) and self._session is not None:
                self.work.holds.refused.add((self.device.address.host, self._fingerprint()))
            raise
        except SightlineError as problem:
            self._give_up(problem)
        return session

    def _begin(self) -> drivers.Session:
        """Nothing is sent yet."""
        self._take(self.device.address.host)
        secret = secret_for(self.work.secrets, self.device)
        self.login = user_of(self.device, secret)
        self._not_refused_before()
        return drivers.open_session(self.device.driver, target(self.work, self.device, secret))

    def _give_up(self, problem: SightlineError) -> Never:
        """What stands in the way of the device stands for the whole run."""
        self._dead = problem if isinstance(problem, DeviceError) else NotAllowed(str(problem))
        raise self._dead from problem

    def _take(self, key: str) -> None:
        """One run at a time on a device, by its address and by its serial (safety rule 5)."""
        if key in self._keys:
            return
        try:
            self.work.holds.take(key)
        except Busy as problem:
            raise NotAllowed(str(problem)) from problem
        self._keys.add(key)

    def _not_refused_before(self) -> None:
        """The mark stays until the same password is accepted: a run that dies in between must not forget it."""
        self.work.holds.not_refused(self.device, self._fingerprint(), again=self.work.options.retry_login)

    def _accepted(self) -> None:
        """The mark goes with the first answer to a login: what a device gives to everybody accepts no password."""
        if self._sent and not self._took:
            self.work.state.clear_refused(self.device.address.host, self._fingerprint())
            self._took = True

    def _meet(self, session: drivers.Session) -> None:
        """Logs in and looks who answers."""
        try:
            identity = drivers.read(self.device.driver, session, "identity")
        except (UnexpectedReply, Unsupported):
            return  # read again, and compared, before any write
        self._accepted()
        self._same_box(guard.identified(identity))

    def _same_box(self, identity: Identity) -> None:
        """The serial number of the first meeting is remembered; another one is another box."""
        pin = self.work.state.pins(self.device.id)
        if pin is None or not pin.serial:
            known = pin.certificate_sha256 if pin else ""
            self.work.chain.note("box-remembered", device=self.device.id, serial=identity.serial)
            self.work.state.set_pin(self.device.id, Pin(serial=identity.serial, certificate_sha256=known))
        elif pin.serial != identity.serial:
            self._give_up(guard.another_box(self.device.id, identity.serial, pin.serial))
        self._take(f"serial-{identity.serial}")
        self._met = True
