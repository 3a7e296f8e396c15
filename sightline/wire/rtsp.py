"""RTSP DESCRIBE (RFC 2326): is a stream open to everybody, and is sound offered (reference recorders.md, section 6)."""

import re
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Literal, Self

import gevent
from gevent import socket

from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unreachable
from sightline.wire import sdp
from sightline.wire.clean import clean
from sightline.wire.digest import LONGEST_HEADER, MOST_HEADERS, Digest, choose
from sightline.wire.http import PATH, Limits

LIMITS = Limits(connect_seconds=2, read_seconds=3, total_seconds=6, reply_bytes=65_536)
HEAD, BLOCK, BROKEN = 16_384, 8_192, "\N{REPLACEMENT CHARACTER}"
STATUS = re.compile(r"RTSP/1\.[0-9] ([0-9]{3})(?: .*)?")
SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]{0,30})\s+[A-Za-z]+\s*=")
#: From here on a path may hold a login: some makes write it into the addresses of their streams.
LOGIN_IN_PATH = re.compile(r"[/?&;_]?(?:use?r|login|pass|pwd?|psw|auth|token|key)[a-z]*[=:].*", re.I)
#: A path that is not there, or one that is kept from whoever may not see it: nobody can tell them apart.
HIDING = (404, 454)
Access = Literal["open", "protected", "hidden", "other"]


@dataclass(frozen=True)
class Login:
    """What answers a digest challenge."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a server says of one path.

    `access` is what it answers without a login: `open` 200, `protected` 401 (with the `schemes` that it names),
    `hidden` 404 or 454, which tells nothing, `other` any other `status`. `audio` is None where no description was had,
    or where sound may be inside the picture's stream: `why` says so. `media` are its media, for people.
    """

    access: Access
    status: int
    schemes: tuple[str, ...] = ()
    audio: bool | None = None
    media: tuple[str, ...] = ()
    why: str = ""


def shown(path: str) -> str:
    """A path for people, without what may be a login in it."""
    return clean(LOGIN_IN_PATH.sub("…", path))


def describe(host: str, port: int, path: str, *, login: Login | None = None, limits: Limits = LIMITS) -> Description:
    """Asks without a login, and where that is refused and one is given, once more with it: by digest, never Basic.

    `path` may carry a query. Raises `Unreachable`, `UnexpectedReply`, and `LoginRefused`, after which the caller sends
    that login nowhere again (design, section 5, rule 1). Where another error comes with a login, nobody knows whether
    the device counted it as a try.
    """
    if not PATH.fullmatch(path):
        raise UnexpectedReply(f"DESCRIBE {shown(path)}: that is no path of a device")
    late = Unreachable(f"no whole reply in {limits.total_seconds:g} s")
    try:
        with gevent.Timeout(limits.total_seconds, late), _Line(host, port, limits) as line:
            return _described(line, path, login)
    except DeviceError as problem:
        raise type(problem)(f"DESCRIBE {shown(path)}: {problem}") from problem
    except OSError as problem:
        raise Unreachable(f"DESCRIBE {shown(path)}: {problem.strerror or problem}") from problem


def _described(line: "_Line", path: str, login: Login | None) -> Description:
    said = line.describe(path)
    if said.status == 200:
        return _with_media(Description(access="open", status=200), said)
    if said.status != 401:
        why = f"RTSP {said.status} without a login"
        return Description(access="hidden" if said.status in HIDING else "other", status=said.status, why=why)
    found = Description(access="protected", status=401, schemes=_schemes(said.challenges), why="asked without a login")
    if login is None:
        return found
    try:
        digest = Digest(login.user, login.password, choose(said.challenges))
    except UnexpectedReply as problem:
        return replace(found, why=f"{clean(str(problem))}; no login was sent")
    if any(BROKEN in header for header in said.challenges):  # what we hash would be another text: a wrong login
        return replace(found, why="the challenge is no text that can be answered; no login was sent")
    said = line.describe(path, digest)
    if said.status == 401:
        raise LoginRefused("the device refused our login")
    if said.status not in (200, *HIDING):
        raise UnexpectedReply(f"RTSP {said.status} with a login, which may be a refusal")
    return _with_media(found, said)


def _with_media(found: Description, said: "_Said") -> Description:
    if said.status != 200:
        return replace(found, why=f"RTSP {said.status} with a login")
    kind = said.content_type.partition(";")[0].strip().lower()
    if kind not in ("", "application/sdp"):
        raise UnexpectedReply(f"no session description, but {clean(kind)}")
    try:
        media = sdp.parse(said.body)
    except UnexpectedReply as problem:
        if found.access != "open" or not said.body.startswith(b"v=0"):
            raise
        return replace(found, why=str(problem))  # it was given to everybody, understood or not
    audio = sdp.sound(media)
    why = "picture and sound may share one stream" if audio is None else ""
    return replace(found, audio=audio, media=tuple(str(medium) for medium in media), why=why)


def _schemes(challenges: tuple[str, ...]) -> tuple[str, ...]:
    found = (name for header in challenges[:MOST_HEADERS] for name in SCHEME.findall(header[:LONGEST_HEADER]))
    return tuple(dict.fromkeys(name.capitalize() for name in found))


@dataclass(frozen=True)
class _Said:
    """A whole reply."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.headers if key == name)

    @property
    def challenges(self) -> tuple[str, ...]:
        return self.every("www-authenticate")

    @property
    def content_type(self) -> str:
        return next(iter(self.every("content-type")), "")


class _Line:
    """One connection: servers tie a nonce to it. It is opened anew only where the server says that it closes it."""

    def __init__(self, host: str, port: int, limits: Limits) -> None:
        self._address, self._limits, self._count = (host, port), limits, 0
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._sock.close()

    def _open(self) -> None:
        self._sock = socket.create_connection(self._address, self._limits.connect_seconds)
        self._sock.settimeout(self._limits.read_seconds)
        self._rest, self._closes = b"", False

    def describe(self, path: str, digest: Digest | None = None) -> _Said:
        """One request and its reply."""
        host, port = self._address
        uri = f"rtsp://[{host}]:{port}{path}" if ":" in host else f"rtsp://{host}:{port}{path}"
        if self._closes:
            self._sock.close()
            self._open()
        self._count += 1
        lines = [f"DESCRIBE {uri} RTSP/1.0", f"CSeq: {self._count}", "Accept: application/sdp"]
        if digest:
            lines.append(f"Authorization: {digest.header('DESCRIBE', uri)}")
        self._sock.sendall("\r\n".join([*lines, "", ""]).encode())
        said = self._read()
        if {value.strip() for value in said.every("cseq")} - {str(self._count)}:
            raise UnexpectedReply("the reply is to another request")
        self._closes = "close" in [value.lower() for value in said.every("connection")]
        return said

    def _read(self) -> _Said:
        while b"\r\n\r\n" not in self._rest:
            if len(self._rest) > HEAD:
                raise UnexpectedReply(f"the headers are larger than {HEAD} bytes")
            self._more(begun=bool(self._rest))
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("utf-8", "replace").split("\r\n")
        status = STATUS.fullmatch(first)
        if not status:
            raise UnexpectedReply(f"no reply of RTSP: {clean(first)}")
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
        return self._whole(_Said(int(status[1]), headers))

    def _whole(self, said: _Said) -> _Said:
        """With its body; no Content-Length is no body (RFC 2326, section 4.4)."""
        lengths = set(said.every("content-length")) or {"0"}
        text = lengths.pop()
        if lengths or not re.fullmatch(r"[0-9]{1,9}", text):
            raise UnexpectedReply("the reply does not say how long it is")
        if int(text) > self._limits.reply_bytes:
            raise UnexpectedReply(f"the reply is larger than {self._limits.reply_bytes} bytes")
        while len(self._rest) < int(text):
            self._more(begun=True)
        body, self._rest = self._rest[: int(text)], self._rest[int(text) :]
        return replace(said, body=body)

    def _more(self, *, begun: bool) -> None:
        block = self._sock.recv(BLOCK)
        if not block and not begun:
            raise Unreachable("the device closed the connection without a reply")
        if not block:
            raise UnexpectedReply("the reply is shorter than it said")
        self._rest += block
