"""Who gets in: digest, and the lock after too many wrong passwords.

That a locked client gets 490 is the camera's own pages' word; tries and seconds are the lab's.
"""

from datetime import datetime, timedelta

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, Switches
from sightline.lab.digest import Attempt, Digest, Verdict
from sightline.lab.hanwha import replies
from sightline.lab.hanwha.users import Users
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

TRIES, LOCKED_FOR = 5, timedelta(seconds=30)
BLOCKED = 490


class Login:
    """Locks everybody out."""

    def __init__(self, spec: DeviceSpec, users: Users, clock: Clock, switches: Switches, counters: Counters) -> None:
        self.digest = Digest(spec.realm, spec.algorithms)
        self._users = users
        self._clock = clock
        self._switches = switches
        self._counters = counters
        self._wrong = 0
        self._until: datetime | None = None

    def admit(self, request: Request) -> str | Response:
        """The user's name, or the refusal."""
        given = "authorization" in request.headers
        self._counters.credentialed += given
        if self._locked():
            self._counters.refused_logins += given
            return replies.page(BLOCKED)
        if not given:
            return self._challenge(stale=False)
        return self._judge(self.digest.check(request, self._users.password, self._switches.nonce_uses))

    def _judge(self, attempt: Attempt) -> str | Response:
        if attempt.verdict is Verdict.RIGHT:
            self._wrong = 0
            self._counters.logins += attempt.first
            return attempt.user
        if attempt.verdict is Verdict.STALE:
            return self._challenge(stale=True)
        self._counters.refused_logins += 1
        self._wrong += attempt.verdict is Verdict.WRONG
        if self._wrong >= TRIES:
            self._until, self._wrong = self._clock.now() + LOCKED_FOR, 0
        return self._challenge(stale=attempt.verdict is Verdict.REPLAYED)

    def _challenge(self, *, stale: bool) -> Response:
        return Response(401, replies.PAGE, "text/html", self.digest.challenges(stale=stale))

    def _locked(self) -> bool:
        if self._until is not None and self._clock.now() >= self._until:
            self._until = None
        return self._switches.locked_out or self._until is not None
