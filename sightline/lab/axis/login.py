"""Who gets in: digest, and the throttling that blocks who guesses (reference, A8)."""

import time
from collections import deque
from collections.abc import Callable

from sightline.lab.axis.params import Params
from sightline.lab.device import Counters, Switches
from sightline.lab.digest import Digest, Verdict
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

PAGE = b"<HTML><HEAD><TITLE>401 Unauthorized</TITLE></HEAD>\n<BODY><H1>401 Unauthorized</H1></BODY></HTML>\n"
THROTTLING = "System.PreventDoSAttack."


class Login:
    """So many wrong passwords within an interval, and nobody gets in for the blocking period. Nothing tells of it."""

    def __init__(
        self,
        spec: DeviceSpec,
        password_of: Callable[[str], str | None],
        params: Params,
        switches: Switches,
        counters: Counters,
    ) -> None:
        self.digest = Digest(spec.realm, spec.algorithms)
        self._password_of = password_of
        self._params = params
        self._switches = switches
        self._counters = counters
        self._wrong: deque[float] = deque(maxlen=1000)
        self._blocked_until = 0.0

    def admit(self, request: Request) -> str | Response:
        """The user's name, or the refusal."""
        if "authorization" not in request.headers:
            return self._refusal(stale=False)
        self._counters.credentialed += 1
        attempt = self.digest.check(request, self._password_of, self._switches.nonce_uses)
        blocked = self._switches.locked_out or time.monotonic() < self._blocked_until
        if attempt.verdict is Verdict.STALE and not blocked:
            return self._refusal(stale=True)
        if attempt.verdict is not Verdict.RIGHT or blocked:
            self._counters.refused_logins += 1
            if attempt.verdict is Verdict.WRONG:
                self._count()
            return self._refusal(stale=False)
        self._counters.logins += attempt.first
        return attempt.user

    def _count(self) -> None:
        if self._params[f"{THROTTLING}ActivatePasswordThrottling"] != "On":
            return
        now = time.monotonic()
        self._wrong.append(now)
        since = now - self._number("DoSPageInterval")
        if sum(1 for moment in self._wrong if moment >= since) >= self._number("DoSPageCount"):
            self._blocked_until = now + self._number("DoSBlockingPeriod")

    def _number(self, name: str) -> int:
        return int(self._params[THROTTLING + name] or 0)

    def _refusal(self, *, stale: bool) -> Response:
        return Response(401, PAGE, "text/html", self.digest.challenges(stale=stale))
