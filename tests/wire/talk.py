"""A client that talks to a scripted server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sightline.wire.http import Endpoint, Http, Limits
from tests.wire.server import Asked, Say, Script, Server, challenge, reply, serving

OK = reply(200, b"<a/>", "Content-Type: application/xml")
QUICK = Limits(connect_seconds=1, read_seconds=1, total_seconds=2, reply_bytes=100_000)


@contextmanager
def talking(script: Script, limits: Limits = QUICK) -> Iterator[tuple[Http, Server]]:
    with serving(script) as server:
        http = Http(
            endpoint=Endpoint(scheme="http", host="127.0.0.1", port=server.port),
            user="admin",
            password="Right-2026",
            limits=limits,
        )
        try:
            yield http, server
        finally:
            http.close()


def after_login(said: Say | Callable[[Asked], Say]) -> Script:
    """A challenge to whoever carries no credentials; then this."""

    def script(asked: Asked) -> Say:
        if not asked.authorization:
            return challenge()
        return said(asked) if callable(said) else said

    return script
