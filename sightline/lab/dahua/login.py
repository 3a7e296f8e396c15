"""Who gets in: the challenge login of RPC2, digest for CGI, and one lock for both (reference, sections 0 and 8)."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sightline.lab.clock import Clock
from sightline.lab.dahua.recording import Tables
from sightline.lab.device import Counters, Switches
from sightline.lab.digest import Digest, Verdict
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

LOCKED, NOT_VALID, CHALLENGE = 268632081, 268632085, 268632079
INVALID = b"Invalid Authority!"
KEEP_ALIVE_SECONDS = 60
COOKIE = "WebClientHttpSessionID"


@dataclass
class Tally:
    """Wrong passwords of one user since its last right one."""

    wrong: int = 0
    locked_until: datetime | None = None


class Login:
    """Locks a user for seconds of the device's own clock. Sessions end when nothing was heard of them for a while."""

    def __init__(self, spec: DeviceSpec, tables: Tables, clock: Clock, switches: Switches, counters: Counters) -> None:
        self.digest = Digest(spec.realm, spec.algorithms)
        self._spec, self._tables, self._clock = spec, tables, clock
        self._switches, self._counters = switches, counters
        self._passwords = dict(spec.passwords)
        self._challenges: dict[str, str] = {}
        self._sessions: dict[str, tuple[str, float]] = {}
        self._tallies: dict[str, Tally] = {}

    def password(self, user: str) -> str | None:
        listed = any(row["Name"] == user for row in self._tables.itself["users"])
        return self._passwords.get(user) if listed else None

    def learn(self, user: str, password: str) -> None:
        """Of an account that is new."""
        self._passwords[user] = password

    def group(self, user: str) -> str:
        return next((row["Group"] for row in self._tables.itself["users"] if row["Name"] == user), "")

    def forget(self) -> None:
        """After a restart no session and no nonce is good."""
        self._sessions.clear()
        self.digest.forget()

    def rpc(self, sent: dict[str, Any]) -> Response | dict[str, Any]:
        """`global.login`, twice: without a password for the challenge, then with its answer."""
        params = sent.get("params") or {}
        user, password = str(params.get("userName", "")), str(params.get("password", ""))
        random = self._challenges.pop(str(sent.get("session", "")), None)
        if random is None:
            if self._is_locked(user):
                return self._lock(user)
            return self._challenge()
        self._counters.credentialed += 1
        if self._is_locked(user) or not secrets.compare_digest(self._answer(user, random), password):
            return self._wrong(user)
        return self._right(user, str(sent["session"]))

    def who(self, sent: dict[str, Any], request: Request) -> str | None:
        """The user of a session; a recorder wants its cookie as well."""
        session = str(sent.get("session", ""))
        user, heard = self._sessions.get(session, ("", 0.0))
        if not user or time.monotonic() - heard > KEEP_ALIVE_SECONDS or self.password(user) is None:
            return None
        if self._spec.kind == "recorder" and f"{COOKIE}={session}" not in request.headers.get("cookie", ""):
            return None
        self._sessions[session] = user, time.monotonic()
        return user

    def logout(self, session: str) -> None:
        self._sessions.pop(session, None)

    def admit(self, request: Request) -> str | Response:
        """Digest, for CGI and for streams."""
        if "authorization" not in request.headers:
            return self._unauthorised(stale=False)
        self._counters.credentialed += 1
        attempt = self.digest.check(request, self.password, self._switches.nonce_uses)
        if self._is_locked(attempt.user):
            self._counters.refused_logins += 1
            return Response(403, self._lock(attempt.user).body, "application/json")
        if attempt.verdict in (Verdict.STALE, Verdict.REPLAYED):
            return self._unauthorised(stale=True)
        if attempt.verdict is not Verdict.RIGHT:
            self._counters.refused_logins += 1
            self._count(attempt.user)
            return self._unauthorised(stale=False)
        self._tallies.pop(attempt.user, None)
        self._counters.logins += attempt.first
        return attempt.user

    def _challenge(self) -> dict[str, Any]:
        session, random = secrets.token_hex(16), str(secrets.randbelow(2**31))
        self._challenges[session] = random
        params = {"authorization": "0", "encryption": "Default", "random": random, "realm": self._spec.realm}
        error = {"code": CHALLENGE, "message": "Component error: login challenge!"}
        return {"error": error, "params": params, "result": False, "session": session}

    def _answer(self, user: str, random: str) -> str:
        """What only the right password gives; for an unknown user, something that nothing gives."""
        password = self.password(user)
        inner = _md5(f"{user}:{self._spec.realm}:{password}")
        return _md5(f"{user}:{random}:{inner}") if password is not None else secrets.token_hex(16)

    def _right(self, user: str, first: str) -> Response:
        """A camera keeps the first session; a recorder gives another one, and a cookie (reference, 0.2)."""
        session = secrets.token_hex(16) if self._spec.kind == "recorder" else first
        self._sessions[session] = user, time.monotonic()
        self._tallies.pop(user, None)
        self._counters.logins += 1
        body = f'{{"result":true,"params":{{"keepAliveInterval":{KEEP_ALIVE_SECONDS}}},"session":"{session}","id":2}}\n'
        return Response(200, body.encode(), "application/json", (("Set-Cookie", f"{COOKIE}={session}; path=/"),))

    def _wrong(self, user: str) -> Response | dict[str, Any]:
        self._counters.refused_logins += 1
        if self._is_locked(user):
            return self._lock(user)
        self._count(user)
        error = {"code": NOT_VALID, "message": "Component error: User or password not valid!"}
        return {"error": error, "result": False}

    def _count(self, user: str) -> None:
        general, tally = self._tables["General"], self._tallies.setdefault(user, Tally())
        if not general["LockLoginEnable"]:
            return
        tally.wrong += 1
        if tally.wrong >= general["LockLoginTimes"]:
            tally.locked_until = self._clock.now() + timedelta(seconds=general["LoginFailLockTime"])

    def _is_locked(self, user: str) -> bool:
        tally = self._tallies.get(user, Tally())
        if tally.locked_until is not None and self._clock.now() >= tally.locked_until:
            tally.locked_until, tally.wrong = None, 0
        return self._switches.locked_out or tally.locked_until is not None

    def _lock(self, user: str) -> Response:
        until = self._tallies.get(user, Tally()).locked_until
        usual = self._tables["General"]["LoginFailLockTime"]
        seconds = max(1, int((until - self._clock.now()).total_seconds())) if until else usual
        body = f'{{"ErrorCode":{LOCKED},"Result":false,"RmLock":{seconds},"RmLogin":0}}'
        return Response(403, body.encode(), "application/json")

    def _unauthorised(self, *, stale: bool) -> Response:
        return Response(401, INVALID, "text/plain", self.digest.challenges(stale=stale))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest().upper()
