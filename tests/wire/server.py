"""A server that says exactly what a test tells it to, byte by byte, and keeps all that it was sent."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

Say = bytes | Sequence[bytes | float] | None
Script = Callable[["Asked"], Say]


@dataclass(frozen=True)
class Asked:
    """One request. `number` counts them over all connections, from 1."""

    number: int
    raw: bytes
    logins: int

    @property
    def line(self) -> str:
        return self.raw.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def authorization(self) -> str:
        lines = self.raw.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
        return next((line.partition(": ")[2] for line in lines if line.lower().startswith("authorization:")), "")

    def field(self, name: str) -> str:
        """One field of the Authorization header."""
        for part in self.authorization.removeprefix("Digest ").split(", "):
            key, _, value = part.partition("=")
            if key == name:
                return value.strip('"')
        return ""


@dataclass
class Server:
    """`script` gives what is said to a request: bytes; bytes and pauses in seconds, in turn; None to hang up.

    `context`, where given, serves TLS; `received` is what came in after the handshake.
    """

    script: Script
    context: ssl.SSLContext | None = None
    port: int = 0
    connections: int = 0
    received: int = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def credentialed(self) -> list[Asked]:
        return [one for one in self.asked if one.authorization]

    def serve(self, plain: socket.socket) -> None:
        """One connection."""
        self.connections += 1
        try:
            connection = self.context.wrap_socket(plain, server_side=True) if self.context else plain
        except OSError:
            plain.close()
            return
        with connection, contextlib.suppress(OSError):
            while raw := self._request(connection):
                asked = Asked(len(self.asked) + 1, raw, len(self.credentialed) + (b"\r\nAuthorization:" in raw))
                self.asked.append(asked)
                said = self.script(asked)
                if said is None:
                    return
                for part in [said] if isinstance(said, bytes) else said:
                    if isinstance(part, float):
                        time.sleep(part)
                    else:
                        connection.sendall(part)
                if said == b"" or (not isinstance(said, bytes) and said[-1] == b""):
                    return

    def _request(self, connection: socket.socket) -> bytes:
        raw = b""
        while b"\r\n\r\n" not in raw:
            raw += self._more(connection)
            if not raw or raw.endswith(b"\0closed"):
                return b""
        head, _, body = raw.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
        while len(body) < length:
            body += self._more(connection)
        return head + b"\r\n\r\n" + body

    def _more(self, connection: socket.socket) -> bytes:
        block = connection.recv(65_536)
        self.received += len(block)
        if not block:
            raise ConnectionResetError
        return block


@contextmanager
def serving(script: Script, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serves on a free loopback port, a thread per connection."""
    server = Server(script, context)
    with socket.create_server(("127.0.0.1", 0)) as door:
        server.port = door.getsockname()[1]
        ended = threading.Event()

        def accept() -> None:
            door.settimeout(0.05)
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    connection, _ = door.accept()
                    connection.settimeout(10)
                    threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            thread.join()


def reply(status: int, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """A reply of HTTP/1.1; `length` is what it says of its body, where that is not the truth."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def challenge(nonce: str = "n1", algorithm: str = "", *, stale: bool = False, body: bytes = b"") -> bytes:
    """401 with one digest challenge."""
    return reply(401, body, digest(nonce, algorithm, stale=stale))


def digest(nonce: str = "n1", algorithm: str = "", *, stale: bool = False) -> str:
    named = f', algorithm="{algorithm}"' if algorithm else ""
    said = ", stale=true" if stale else ""
    return f'WWW-Authenticate: Digest qop="auth", realm="lab", nonce="{nonce}"{named}{said}'
