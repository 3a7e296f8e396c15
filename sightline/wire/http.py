"""HTTP towards one device: one login, and after its refusal silence (design, section 5, rule 1)."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

import gevent

from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unreachable
from sightline.wire.digest import Digest, choose
from sightline.wire.line import ClosedIdle, Endpoint, Limits, Line, Reply

__all__ = ["ClosedIdle", "Counts", "Endpoint", "Http", "Limits", "Reply"]
#: A path may hold an id that a device gave: it must not become a header, or a second request. So may a cookie.
PATH, COOKIE = re.compile(r"/[!-~]*"), re.compile(r"([!-:<>-~]{1,64})=([!-:<-~]{0,256})")
MOST_COOKIES = 8


@dataclass
class Counts:
    """What was sent: for the report, and for the tests that hold the safety rules."""

    requests: int = 0
    logins: int = 0
    writes: int = 0


@dataclass
class Http:
    """One device over HTTP with digest. `unlocked` looks at the reply that carries the challenge, before any
    credential is sent, and raises where the device says that it is locked; `refused` is told of a refusal, which is
    any status of `refusals`.

    Raises `Unreachable`, `UnexpectedReply`, `LoginRefused` and what `unlocked` raises. After the first refusal every
    further call raises that refusal again and sends nothing. With `keeps_cookies` a device gets back what it has set.
    """

    endpoint: Endpoint
    user: str
    password: str = field(repr=False)
    limits: Limits = field(default_factory=Limits)
    unlocked: Callable[[Reply], None] = lambda _: None
    refused: Callable[[Reply], DeviceError] = lambda _: LoginRefused("the device refused our login")
    accept: str = "application/xml, application/json, image/jpeg"
    refusals: tuple[int, ...] = (401,)
    counts: Counts = field(default_factory=Counts)
    keeps_cookies: bool = False
    _cookies: dict[str, str] = field(default_factory=dict, repr=False)
    _digest: Digest | None = field(default=None, repr=False)
    _proven: bool = False
    _dead: DeviceError | None = None
    _refusals: list[DeviceError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._line = Line(self.endpoint, self.limits)

    def close(self) -> None:
        """Closes the connection; the object is not used again."""
        self._line.close()

    def anonymous(self, method: str, path: str, body: bytes = b"", content_type: str = "application/xml") -> Reply:
        """One request without our header, whatever the login. Its reply is not judged, a 401 neither."""
        self._alive()
        return self._send(method, path, body, content_type, authorization=None)

    def login(self, challenge: Reply) -> None:
        """Takes up the digest challenge that came to an anonymous request; the next request answers it.

        Raises `UnexpectedReply` where the reply offers no digest that we know.
        """
        self._alive()
        choose(challenge.challenges)
        self.unlocked(challenge)
        self._answer(challenge)

    def beside(self, challenge: Reply) -> "Http | None":
        """The login that was proven here, for another service of the device that gave an anonymous request this
        challenge; None where it is of another realm: that would be another login.

        Both have one memory of refusals, one count and one connection; nonces and a proof of its own.
        """
        self._alive()
        try:
            same = self._digest is not None and choose(challenge.challenges).realm == self._digest.challenge.realm
        except UnexpectedReply:
            same = False
        if not (same and self._proven):
            return None
        other = copy(self)
        other._proven = False
        other.login(challenge)
        return other

    def end(self, problem: DeviceError) -> None:
        """Nothing more is sent: for a refusal that stands in the body of a reply."""
        self._refusals.append(problem)

    def _alive(self) -> None:
        if problem := self._dead or next(iter(self._refusals), None):
            raise problem

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = "application/xml",
        *,
        reads: bool | None = None,
    ) -> Reply:
        """One request, logged in. The first one fetches the challenge, without credentials and without a body.

        `reads` says it of a POST that changes nothing, or of a GET that writes: only what reads may be asked again.
        """
        self._alive()
        reads = method == "GET" if reads is None else reads
        if self._digest is None:
            if method == "GET" and not reads:
                raise UnexpectedReply(f"{method} {path}: nothing is written before the login is proven by a reading")
            probe = self._send("GET", path, b"", content_type, authorization=None)
            if probe.status in self.refusals:
                self.unlocked(probe)
            if probe.status != 401:
                if method == "GET":
                    return probe
                raise UnexpectedReply(f"{method} {path}: no login was asked for; nothing is written to an open device")
            self._answer(probe)
        self.counts.writes += method == "GET" and not reads
        try:
            reply = self._credentialed(method, path, body, content_type, reads=reads)
            if reply.status == 401 and self._may_answer_again(reply):
                self._answer(reply)
                reply = self._credentialed(method, path, body, content_type, reads=reads)
        except DeviceError as problem:
            if not self._proven:  # nobody knows whether the device counted it as a try
                self._dead = problem
            raise
        if reply.status in self.refusals:
            self.end(self.refused(reply))
            self._alive()
        self._proven = self._proven or 200 <= reply.status < 300  # who is busy may not have looked at the password
        return reply

    def _answer(self, reply: Reply) -> None:
        self._digest = Digest(self.user, self.password, choose(reply.challenges))
        self.counts.logins += 0 if self._proven else 1

    def _may_answer_again(self, reply: Reply) -> bool:
        """Once: a stale nonce, or a new nonce after this session's login has been proven."""
        assert self._digest is not None
        try:
            challenge = choose(reply.challenges)
        except UnexpectedReply:
            return False
        return challenge.stale or (self._proven and challenge.nonce != self._digest.challenge.nonce)

    def _credentialed(self, method: str, path: str, body: bytes, content_type: str, *, reads: bool) -> Reply:
        """A proven session may ask again where the device had closed the idle connection; reads only."""
        assert self._digest is not None
        try:
            return self._send(method, path, body, content_type, authorization=self._digest.header(method, path))
        except ClosedIdle:
            if not (self._proven and reads):
                raise
            return self._send(method, path, body, content_type, authorization=self._digest.header(method, path))

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        target = self._target(path, authorization)
        if not PATH.fullmatch(target):
            raise UnexpectedReply(f"{method} {path[:80]!r}: that is no path of a device")
        e = self.endpoint
        host = f"[{e.host}]" if ":" in e.host else e.host
        head = [f"{method} {target} HTTP/1.1", f"Host: {host}:{e.port}", f"Accept: {self.accept}"]
        if authorization:
            head.append(f"Authorization: {authorization}")
        if self._cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if body or method in ("PUT", "POST"):
            head += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        self.counts.requests += 1
        self.counts.writes += method in ("PUT", "DELETE")
        started, clock = datetime.now(UTC), monotonic()
        try:
            with gevent.Timeout(
                self.limits.total_seconds, Unreachable(f"no whole reply in {self.limits.total_seconds:g} s")
            ):
                said = self._line.exchange(method, "\r\n".join([*head, "", ""]).encode() + body)
            refused = authorization is not None and said.status == 401
            if said.broken and not (refused or said.status == 404):  # these two are what they are without a body
                raise UnexpectedReply(said.broken)
        except DeviceError as problem:
            raise type(problem)(f"{method} {path}: {problem}") from problem
        took = monotonic() - clock
        self._keep(said.cookies)
        return Reply(
            status=said.status,
            body=said.body,
            content_type=said.content_type,
            challenges=said.challenges,
            at=started + (datetime.now(UTC) - started) / 2,
            round_trip_seconds=took,
            cookies=said.cookies,
        )

    def _target(self, path: str, authorization: str | None) -> str:  # noqa: ARG002 - TokenHttp asks for it
        """What stands in the request's first line: the path, and what no error may show."""
        return path

    def _keep(self, cookies: tuple[str, ...]) -> None:
        for cookie in cookies[:MOST_COOKIES] if self.keeps_cookies else ():
            pair = COOKIE.fullmatch(cookie.partition(";")[0].strip())
            if pair and (pair[1] in self._cookies or len(self._cookies) < MOST_COOKIES):
                self._cookies[pair[1]] = pair[2]
