"""Replies of RTSP for a scripted server, and a client that asks it."""

from collections.abc import Callable

from sightline.wire.http import Limits
from sightline.wire.rtsp import Description, Login, describe
from tests.wire.server import Asked, Say, Script, Server, digest

LOGIN = Login("admin", "Right-2026")
QUICK = Limits(connect_seconds=1, read_seconds=0.5, total_seconds=1, reply_bytes=20_000)
PICTURE = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
SOUND = "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
START = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\n"
QUIET, LOUD = (START + PICTURE).encode(), (START + PICTURE + SOUND).encode()


def said(status: int, body: bytes = b"", *headers: str, cseq: str = "1", length: int | None = None) -> bytes:
    """A reply; `length` is what it says of its body, where that is not the truth."""
    lines = [f"RTSP/1.0 {status} X", f"CSeq: {cseq}", *headers]
    if body or length is not None:
        lines += ["Content-Type: application/sdp", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def after_login(then: Say | Callable[[Asked], Say], *offers: str) -> Script:
    """401 with these challenges (digest) to whoever carries no credentials; then this."""

    def script(asked: Asked) -> Say:
        if not asked.authorization:
            return said(401, b"", *(offers or (digest(),)))
        return then(asked) if callable(then) else then

    return script


def ask(server: Server, path: str = "/live/1", login: Login | None = None, limits: Limits = QUICK) -> Description:
    return describe("127.0.0.1", server.port, path, login=login, limits=limits)
