"""Who gets in: HTTP digest and username tokens, and the lock after five wrong passwords (reference, C)."""

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, Switches
from sightline.lab.digest import Digest, Verdict
from sightline.lab.http import Request, Response
from sightline.lab.onvif import soap
from sightline.lab.spec import DeviceSpec

CREATED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)", re.ASCII)
#: Many devices let a token live this long and no longer (reference, A7).
SKEW = timedelta(seconds=5)
LONGEST_NONCE = 24
WRONG_TRIES, LOCKED_FOR = 5, timedelta(minutes=30)


@dataclass
class Tally:
    """Wrong passwords of one user since its last right one."""

    wrong: int = 0
    locked_until: datetime | None = None


class Login:
    """A spec without `algorithms` makes a device of tokens alone. Nothing tells how many tries are left."""

    def __init__(
        self,
        spec: DeviceSpec,
        password_of: Callable[[str], str | None],
        clock: Clock,
        switches: Switches,
        counters: Counters,
    ) -> None:
        self.digest = Digest(spec.realm, spec.algorithms or ("MD5",))
        self._offers_digest = bool(spec.algorithms)
        self._password_of = password_of
        self._clock = clock
        self._switches = switches
        self._counters = counters
        self._tallies: dict[str, Tally] = {}
        self._nonces: set[bytes] = set()
        self._in: set[str] = set()

    def admit(self, request: Request, call: soap.Call, *, open_to_all: bool) -> str | Response:
        """The user's name ("" for nobody, where the call is open to all), or the refusal. What is sent is judged."""
        token = soap.child(call.header, "Security/UsernameToken") if call.header is not None else None
        if "authorization" in request.headers and self._offers_digest:
            return self._by_digest(request)
        if token is not None or "authorization" in request.headers:
            return self._by_token(token)
        return "" if open_to_all else self.refusal()

    def stream(self, request: Request) -> Response | None:
        """RTSP knows digest alone, whatever SOAP is asked for. None lets it in; else the refusal."""
        if "authorization" in request.headers and not isinstance(self._by_digest(request), Response):
            return None
        return Response(401, headers=self.digest.challenges(stale=False))

    def refusal(self, *, stale: bool = False) -> Response:
        fault = soap.Fault("Sender", "NotAuthorized", reason="Sender not Authorized", status=400)
        if not self._offers_digest:
            return soap.refuse(fault)
        fault.status = 401
        return soap.refuse(fault, self.digest.challenges(stale=stale))

    def forget(self) -> None:
        """After a restart no old nonce is good."""
        self.digest.forget()

    def _by_digest(self, request: Request) -> str | Response:
        self._counters.credentialed += 1
        attempt = self.digest.check(request, self._password_of, self._switches.nonce_uses)
        locked = self._is_locked(attempt.user)
        if attempt.verdict is Verdict.STALE and not locked:
            return self.refusal(stale=True)
        if attempt.verdict is not Verdict.RIGHT or locked:
            return self._wrong(attempt.user, counts=attempt.verdict is Verdict.WRONG)
        return self._right(attempt.user, first=attempt.first)

    def _by_token(self, token: soap.Element | None) -> str | Response:
        self._counters.credentialed += 1
        user = soap.text(token, "Username") if token is not None else ""
        good = token is not None and self._is_good(token, user)
        if not good or self._is_locked(user):
            return self._wrong(user, counts=not good)
        return self._right(user, first=user not in self._in)

    def _is_good(self, token: soap.Element, user: str) -> bool:
        """A digest over nonce, time and password; the time by the device's own clock, the nonce never twice."""
        password, created = self._password_of(user), soap.text(token, "Created")
        stamp = CREATED.fullmatch(created)
        try:
            nonce = base64.b64decode(soap.text(token, "Nonce"), validate=True)
            when = datetime.fromisoformat(f"{stamp[1]}+00:00") if stamp else None
        except (binascii.Error, ValueError):
            return False
        if password is None or when is None or not nonce or len(nonce) > LONGEST_NONCE or nonce in self._nonces:
            return False
        digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + password.encode()).digest()).decode()
        if not secrets.compare_digest(digest.encode(), soap.text(token, "Password").encode()):
            return False
        self._nonces.add(nonce)
        return abs(self._clock.now() - when) <= SKEW

    def _right(self, user: str, *, first: bool) -> str:
        self._tallies.pop(user, None)
        self._in.add(user)
        self._counters.logins += first
        return user

    def _wrong(self, user: str, *, counts: bool) -> Response:
        self._counters.refused_logins += 1
        tally = self._tallies.setdefault(user, Tally())
        if counts and not self._is_locked(user):
            tally.wrong += 1
            if tally.wrong >= WRONG_TRIES:
                tally.locked_until = self._clock.now() + LOCKED_FOR
        return self.refusal()

    def _is_locked(self, user: str) -> bool:
        tally = self._tallies.get(user, Tally())
        if tally.locked_until is not None and self._clock.now() >= tally.locked_until:
            tally.locked_until, tally.wrong = None, 0
        return self._switches.locked_out or tally.locked_until is not None
