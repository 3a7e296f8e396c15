"""HTTP towards one device: one connection, one login, every limit.

Built on geventhttpclient's sockets and parser. Its `HTTPClient.request` is not used: it sends a request up to three
times when a connection breaks, and a request that carries credentials is sent once (design, section 5, rule 1).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import gevent
from geventhttpclient.connectionpool import ConnectionPool
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError, HTTPSocketPoolResponse

from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unreachable
from sightline.wire.digest import Digest, choose
from sightline.wire.tls import TlsPool

BLOCK = 65_536


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Per request, in seconds and bytes. `total_seconds` ends a reply that trickles."""

    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 20
    reply_bytes: int = 4_194_304


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where a device is. `pin` is the SHA-256 of its certificate; `ca_file` the estate's CA."""

    scheme: str
    host: str
    port: int
    pin: str | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A whole reply. `at` is the middle of the round trip, `round_trip_seconds` its length."""

    status: int
    body: bytes
    content_type: str
    challenges: tuple[str, ...]
    at: datetime
    round_trip_seconds: float


@dataclass
class Counts:
    """What was sent: for the report, and for the tests that hold the safety rules."""

    requests: int = 0
    logins: int = 0
    writes: int = 0


@dataclass
class Http:
    """One device over HTTP with digest. `unlocked` looks at the reply that carries the challenge, before any
    credential is sent, and raises where the device says that it is locked; `refused` is told of a refusal.

    Raises `Unreachable`, `UnexpectedReply`, `LoginRefused` and what `unlocked` raises. After the first refusal every
    further call raises that refusal again and sends nothing.
    """

    endpoint: Endpoint
    user: str
    password: str = field(repr=False)
    limits: Limits = field(default_factory=Limits)
    unlocked: Callable[[Reply], None] = lambda _: None
    refused: Callable[[Reply], DeviceError] = lambda _: LoginRefused("the device refused our login")
    counts: Counts = field(default_factory=Counts)
    _digest: Digest | None = field(default=None, repr=False)
    _proven: bool = False
    _dead: DeviceError | None = None

    def __post_init__(self) -> None:
        e, limits = self.endpoint, self.limits
        self._pool: ConnectionPool
        if e.scheme == "https":
            self._pool = TlsPool(
                e.host,
                e.port,
                pin=e.pin,
                ca_file=e.ca_file,
                connect_seconds=limits.connect_seconds,
                read_seconds=limits.read_seconds,
            )
        else:
            self._pool = ConnectionPool(
                e.host,
                e.port,
                e.host,
                e.port,
                size=1,
                connection_timeout=limits.connect_seconds,
                network_timeout=limits.read_seconds,
            )

    def close(self) -> None:
        """Closes the connection; the object is not used again."""
        self._pool.close()

    def request(self, method: str, path: str, body: bytes = b"", content_type: str = "application/xml") -> Reply:
        """One request, logged in. The first one fetches the challenge, without credentials and without a body."""
        if self._dead:
            raise self._dead
        if self._digest is None:
            probe = self._send("GET", path, b"", content_type, authorization=None)
            if probe.status != 401:
                if method == "GET":
                    return probe
                raise UnexpectedReply(f"{method} {path}: no login was asked for; nothing is written to an open device")
            self.unlocked(probe)
            self._answer(probe)
        reply = self._credentialed(method, path, body, content_type)
        if reply.status == 401 and self._may_answer_again(reply):
            self._answer(reply)
            reply = self._credentialed(method, path, body, content_type)
        if reply.status == 401:
            self._dead = self.refused(reply)
            raise self._dead
        self._proven = True
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

    def _credentialed(self, method: str, path: str, body: bytes, content_type: str) -> Reply:
        """A proven session may ask again where the device had closed the idle connection; reads only."""
        assert self._digest is not None
        try:
            return self._send(method, path, body, content_type, authorization=self._digest.header(method, path))
        except _ClosedIdle:
            if not (self._proven and method == "GET"):
                raise
            return self._send(method, path, body, content_type, authorization=self._digest.header(method, path))

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        e = self.endpoint
        head = [f"{method} {path} HTTP/1.1", f"Host: {e.host}:{e.port}", "Accept: application/xml, application/json"]
        if authorization:
            head.append(f"Authorization: {authorization}")
        if body or method in ("PUT", "POST"):
            head += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        self.counts.requests += 1
        self.counts.writes += method in ("PUT", "DELETE")
        started, clock = datetime.now(UTC), monotonic()
        try:
            with gevent.Timeout(
                self.limits.total_seconds, Unreachable(f"no whole reply in {self.limits.total_seconds:g} s")
            ):
                status, reply, kind, challenges = self._exchange(method, "\r\n".join([*head, "", ""]).encode() + body)
        except DeviceError as problem:
            raise type(problem)(f"{method} {path}: {problem}") from problem
        took = monotonic() - clock
        return Reply(
            status=status,
            body=reply,
            content_type=kind,
            challenges=challenges,
            at=started + (datetime.now(UTC) - started) / 2,
            round_trip_seconds=took,
        )

    def _exchange(self, method: str, raw: bytes) -> tuple[int, bytes, str, tuple[str, ...]]:
        """Sends once and reads one reply whole."""
        try:
            sock = self._pool.get_socket()
        except DeviceError:
            raise
        except OSError as problem:
            raise Unreachable(f"no connection: {problem.strerror or problem}") from problem
        try:
            try:
                sock.sendall(raw)
            except BaseException:
                self._pool.release_socket(sock)
                raise
            response = HTTPSocketPoolResponse(sock, self._pool, block_size=BLOCK, method=method)
            body = self._read(response)
        except HTTPConnectionClosed as problem:
            raise _ClosedIdle("the device closed the connection without a reply") from problem
        except HTTPParseError as problem:
            raise UnexpectedReply(f"half a reply, or none of HTTP: {problem}") from problem
        except OSError as problem:
            raise Unreachable(f"the connection broke: {problem.strerror or problem}") from problem
        names = response.info()
        challenges = names.get("www-authenticate") or []
        kind = names.get("content-type") or ""
        return (
            response.status_code,
            body,
            str(kind),
            tuple([challenges] if isinstance(challenges, str) else challenges),
        )

    def _read(self, response: HTTPSocketPoolResponse) -> bytes:
        """The whole body, within the cap. The connection is kept only where the body was whole."""
        try:
            body = bytearray()
            while chunk := response.read(BLOCK):
                body += chunk
                if len(body) > self.limits.reply_bytes:
                    raise UnexpectedReply(f"the reply is larger than {self.limits.reply_bytes} bytes")
            if not response.message_complete:
                raise UnexpectedReply("the reply is shorter than it said")
            return bytes(body)
        finally:
            response.release()


class _ClosedIdle(Unreachable):
    """The connection was closed before a byte of the reply came."""
