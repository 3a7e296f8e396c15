"""HTTP towards one device that takes the password itself once, and afterwards a token that it gave for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Never

from sightline.errors import DeviceError, NotAllowed, UnexpectedReply
from sightline.wire.http import ClosedIdle, Http, Reply

JSON = "application/json"


@dataclass
class TokenHttp(Http):
    """As `Http`, with another login. A password goes over TLS alone, whose certificate is pinned or vouched for by the
    estate's CA (design, section 5, rule 1): over plain HTTP `NotAllowed` is raised, and nothing is sent.

    The token goes in a header, or in the query under the name `in_query`. `ended` says which replies end the session.
    """

    in_query: str = ""
    ended: Callable[[Reply], bool] = lambda reply: reply.status == 401
    _token: str = field(default="", repr=False)

    def hand_over(self, path: str, body: bytes, content_type: str, token: Callable[[Reply], str]) -> None:
        """Sends a body that holds the password, once: whatever comes but a token ends it for good.

        `token` takes it out of the reply, or raises. `refusals` are the statuses by which the device refuses.
        """
        self._alive()
        if self.endpoint.scheme != "https":
            self._over(
                NotAllowed(
                    "its login sends the password itself: give it an https:// address, and pin its certificate or let "
                    "the estate's CA vouch for it; no password was sent"
                )
            )
        self.counts.logins += 1
        try:
            reply = self._send("POST", path, body, content_type, authorization="")  # judged as one with credentials
            if reply.status in self.refusals:
                raise self.refused(reply)
            found = token(reply)
            if not (found.isascii() and found.isprintable() and " " not in found and found):
                raise UnexpectedReply(f"POST {path}: a token that no header can carry")
        except DeviceError as problem:
            self._over(problem)
        self._token, self._proven = found, True

    def show(
        self, method: str, path: str, body: bytes = b"", content_type: str = JSON, *, reads: bool | None = None
    ) -> Reply:
        """One request with the token. A session that the device has ended is not opened again."""
        self._alive()
        if not self._token:
            raise UnexpectedReply(f"{method} {path}: there is no login yet")
        reads = method == "GET" if reads is None else reads
        self.counts.writes += method == "POST" and not reads
        try:
            reply = self._shown(method, path, body, content_type)
        except ClosedIdle:
            if not reads:
                raise
            reply = self._shown(method, path, body, content_type)
        if self.ended(reply):
            self._over(UnexpectedReply(f"{method} {path}: the device takes our session no more (HTTP 401)"))
        return reply

    def _shown(self, method: str, path: str, body: bytes, content_type: str) -> Reply:
        authorization = "" if self.in_query else f"Bearer {self._token}"
        return self._send(method, path, body, content_type, authorization=authorization)

    def _target(self, path: str, authorization: str | None) -> str:
        if authorization is None or not (self.in_query and self._token):
            return path
        return f"{path}{'&' if '?' in path else '?'}{self.in_query}={self._token}"

    def _over(self, problem: DeviceError) -> Never:
        self.end(problem)
        raise problem
