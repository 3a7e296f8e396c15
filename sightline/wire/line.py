"""One request out and one whole reply in, over one connection: every limit of size and time stands here.

Built on geventhttpclient's sockets and parser. Its `HTTPClient.request` is not used: it sends a request up to three
times when a connection breaks, and a request that carries credentials is sent once (design, section 5, rule 1).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from geventhttpclient.connectionpool import ConnectionPool
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError, HTTPSocketPoolResponse

from sightline.errors import DeviceError, UnexpectedReply, Unreachable
from sightline.wire.tls import TlsPool

#: `HEAD` is for all headers of a reply and of those that announce it: memory is theirs before a length is known.
BLOCK, HEAD = 16_384, 65_536


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
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """A reply as it came. `broken` says what its body lacks: then the status and the headers alone are true."""

    status: int
    body: bytes
    content_type: str
    challenges: tuple[str, ...]
    broken: str = ""
    cookies: tuple[str, ...] = ()


class ClosedIdle(Unreachable):
    """The connection was closed before a byte of the reply came."""


class _Capped(HTTPSocketPoolResponse):
    """Counts what comes in, headers as well. `fault` is what was wrong with a body that came along with its head."""

    def __init__(self, sock: object, pool: ConnectionPool, most: int, method: str) -> None:
        self._fed, self._most, self._has_head, self.fault = 0, most, False, ""
        super().__init__(sock, pool, block_size=BLOCK, method=method)
        self._has_head = True

    def feed(self, data: str | bytes) -> None:
        self._fed += len(data)
        try:
            super().feed(data)
        except HTTPParseError as problem:
            if self._has_head or not self.headers_complete:
                raise
            self.fault = str(problem)
        if (not self.headers_complete or self.get_code() < 200) and self._fed > HEAD:
            raise UnexpectedReply(f"the headers are larger than {HEAD} bytes")
        if self._fed > self._most + HEAD:
            raise UnexpectedReply(f"the reply is larger than {self._most} bytes")


class Line:
    """One connection at a time to one device, opened when it is needed and kept while replies come whole."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        e, self._limits = endpoint, limits
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

    def exchange(self, method: str, raw: bytes) -> Said:
        """Sends once and reads one reply. Raises `Unreachable`, and `UnexpectedReply` where not even a status came."""
        try:
            sock = self._pool.get_socket()
        except DeviceError:
            raise
        except OSError as problem:
            raise Unreachable(f"no connection: {problem.strerror or problem}") from problem
        try:
            return self._answer(sock, method, raw)
        except HTTPConnectionClosed as problem:
            raise ClosedIdle("the device closed the connection without a reply") from problem
        except HTTPParseError as problem:
            raise UnexpectedReply(f"half a reply, or none of HTTP: {problem}") from problem
        except DeviceError:
            raise
        except OSError as problem:
            raise Unreachable(f"the connection broke: {problem.strerror or problem}") from problem

    def _answer(self, sock: object, method: str, raw: bytes) -> Said:
        try:
            sock.sendall(raw)  # type: ignore[attr-defined] # gevent's, untyped
        except BaseException:
            self._pool.release_socket(sock)
            raise
        response = _Capped(sock, self._pool, self._limits.reply_bytes, method)
        body, broken = b"", ""
        try:
            body = self._read(response)
        except HTTPParseError as problem:
            broken = f"half a reply, or none of HTTP: {problem}"
        except UnexpectedReply as problem:
            broken = str(problem)
        names = response.info()

        def every(name: str) -> tuple[str, ...]:
            found = names.get(name) or []
            return tuple([found] if isinstance(found, str) else found)

        kind = str(names.get("content-type") or "")
        return Said(response.status_code, body, kind, every("www-authenticate"), broken, every("set-cookie"))

    def _read(self, response: _Capped) -> bytes:
        """The whole body, within the cap. The connection is kept only where the body was whole."""
        try:
            if response.fault:
                raise HTTPParseError(response.fault)
            body = bytearray()
            while chunk := response.read(BLOCK):
                body += chunk
                if len(body) > self._limits.reply_bytes:
                    raise UnexpectedReply(f"the reply is larger than {self._limits.reply_bytes} bytes")
            if not response.message_complete:
                raise UnexpectedReply("the reply is shorter than it said")
            return bytes(body)
        finally:
            response.release()
