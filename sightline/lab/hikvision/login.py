"""Who gets in: digest, and the lock that closes after too many wrong passwords (reference, sections 0 and 8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, Switches
from sightline.lab.digest import Attempt, Digest, Verdict
from sightline.lab.hikvision import replies, xml
from sightline.lab.hikvision.accounts import Accounts
from sightline.lab.hikvision.documents import Documents
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

USER_CHECK = "Security/userCheck"


@dataclass
class Tally:
    """Wrong passwords of one user since its last right one, whoever sent them."""

    wrong: int = 0
    locked_until: datetime | None = None


class Login:
    """Locks a user for everybody, for minutes of the device's own clock; an unknown name is counted as well."""

    def __init__(
        self,
        spec: DeviceSpec,
        documents: Documents,
        accounts: Accounts,
        clock: Clock,
        switches: Switches,
        counters: Counters,
    ) -> None:
        self.digest = Digest(spec.realm, spec.algorithms)
        self._documents = documents
        self._accounts = accounts
        self._clock = clock
        self._switches = switches
        self._counters = counters
        self._locked_word = "locked" if spec.kind == "recorder" else "lock"
        self._tallies: dict[str, Tally] = {}

    def admit(self, request: Request, url: str) -> str | Response:
        """The user's name, or the refusal."""
        if "authorization" not in request.headers:
            return self._refuse(url, None)
        self._counters.credentialed += 1
        attempt = self.digest.check(request, self._accounts.password, self._switches.nonce_uses)
        tally = self._tallies.setdefault(attempt.user, Tally())
        if attempt.verdict is Verdict.STALE and not self._is_locked(tally):
            return self._refuse(url, attempt)
        if attempt.verdict is not Verdict.RIGHT or self._is_locked(tally):
            self._counters.refused_logins += 1
            if attempt.verdict is Verdict.WRONG:
                self._count(tally)
            return self._refuse(url, attempt)
        tally.wrong = 0
        self._counters.logins += attempt.first
        return attempt.user

    def tries_left(self) -> int | None:
        """Of the user that has fewest; None while the device does not lock."""
        allowed = self._allowed()
        if allowed is None:
            return None
        return max(0, allowed - max((tally.wrong for tally in self._tallies.values()), default=0))

    def _count(self, tally: Tally) -> None:
        allowed = self._allowed()
        if allowed is None or self._is_locked(tally):
            return
        tally.wrong += 1
        if tally.wrong >= allowed:
            tally.locked_until = self._clock.now() + self._lock_time()

    def _is_locked(self, tally: Tally) -> bool:
        if self._switches.locked_out:
            return True
        if tally.locked_until is not None and self._clock.now() >= tally.locked_until:
            tally.locked_until, tally.wrong = None, 0
        return tally.locked_until is not None

    def _allowed(self) -> int | None:
        lock = self._documents.tree("Security/illegalLoginLock")
        return int(xml.text(lock, "maxIllegalLoginTimes")) if xml.text(lock, "enabled") == "true" else None

    def _lock_time(self) -> timedelta:
        lock = self._documents.tree("Security/illegalLoginLock")
        return timedelta(minutes=int(xml.text(lock, "maxIllegalLoginLockTime")))

    def _refuse(self, url: str, attempt: Attempt | None) -> Response:
        tally = self._tallies.get(attempt.user) if attempt else None
        locked = self._is_locked(tally or Tally())
        stale = attempt is not None and attempt.verdict in {Verdict.STALE, Verdict.REPLAYED}
        challenges = self.digest.challenges(stale=stale)
        if not locked and url != USER_CHECK:
            plain = replies.page(401, "Access Error: 401 -- Unauthorized")
            return Response(401, plain.body, plain.content_type, challenges)
        return Response(401, self._body(tally, locked=locked), headers=challenges)

    def _body(self, tally: Tally | None, *, locked: bool) -> bytes:
        if not locked:
            allowed = self._allowed()
            left = self.tries_left() if tally is None or allowed is None else allowed - tally.wrong
            return replies.user_check(locked="unlock", unlock_seconds=0, tries_left=left)
        until = tally.locked_until if tally else None
        seconds = int((until - self._clock.now()).total_seconds()) if until else int(self._lock_time().total_seconds())
        return replies.user_check(locked=self._locked_word, unlock_seconds=max(1, seconds), tries_left=0)
