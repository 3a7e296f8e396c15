"""TCP ports: is one open, and what does it say first. Nothing is sent, and no login is tried."""

import re
from collections.abc import Callable

import gevent
from gevent import socket

from sightline.wire.clean import clean
from sightline.wire.probes.answer import SECONDS, Answer, Answered, put_into_words

LARGEST = 512
#: Telnet negotiates with IAC and WILL, WONT, DO, DONT or SB (RFC 854); a server without it shows a text.
NEGOTIATES = re.compile(rb"\xff[\xfa-\xfe]")
OTHERS = (b"SSH-", b"HTTP/", b"RTSP/", b"220")
FTP = re.compile(rb"(?:120|220|421)[ -]")
SSH = re.compile(rb"SSH-[0-9]\.[0-9]+-")


def tcp_open(host: str, port: int, *, seconds: float = SECONDS) -> Answer:
    """Whether anything listens."""

    def ask() -> Answer:
        socket.create_connection((host, port), seconds).close()
        return Answered("the port is open", spoke=False)

    return put_into_words(ask, seconds)


def telnet(host: str, port: int = 23, *, seconds: float = SECONDS) -> Answer:
    """A negotiation or a text that greets."""

    def greets(said: bytes) -> bool:
        return bool(NEGOTIATES.search(said)) or (said.isascii() and b"\0" not in said and not said.startswith(OTHERS))

    return _greeting(host, port, "telnet", greets, seconds)


def ftp(host: str, port: int = 21, *, seconds: float = SECONDS) -> Answer:
    """A reply of FTP to whoever connects (RFC 959, section 5.4)."""
    return _greeting(host, port, "FTP", lambda said: bool(FTP.match(said)), seconds)


def ssh(host: str, port: int = 22, *, seconds: float = SECONDS) -> Answer:
    """A version line (RFC 4253, section 4.2)."""
    return _greeting(host, port, "SSH", lambda said: bool(SSH.match(said)), seconds)


def _greeting(host: str, port: int, kind: str, is_it: Callable[[bytes], bool], seconds: float) -> Answer:
    """Half of the time is for the connection, half for what is said over it."""
    found = put_into_words(lambda: _first(host, port, seconds), seconds)
    if not isinstance(found, bytes):
        return found
    said = clean(re.sub(rb"\xff[\xfb-\xfe].", b"", found, flags=re.DOTALL))
    if found and is_it(found):
        return Answered(f"{kind} answers: {said}" if said else f"{kind} answers")
    return Answered(f"the port is open and says {said or 'nothing'}", spoke=False)


def _first(host: str, port: int, seconds: float) -> bytes:
    said = b""
    with socket.create_connection((host, port), seconds / 2) as sock, gevent.Timeout(seconds / 3, False):
        while b"\n" not in said and len(said) < LARGEST and not NEGOTIATES.search(said):
            try:
                block = sock.recv(LARGEST)
            except OSError:  # reset, after it had been opened
                return said
            if not block:
                return said
            said += block
    return said
