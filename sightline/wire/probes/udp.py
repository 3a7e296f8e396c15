"""UDP: datagrams out, and what comes back from any port of that address: responders answer from others, too."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import gevent
from gevent import socket

from sightline.wire.clean import clean
from sightline.wire.probes.answer import LATE, Answered, Shut, Silent, put_into_words

T = TypeVar("T")
LARGEST, MOST = 9_000, 16
#: Linux: `IP_RECVERR` and `IPV6_RECVERR`, which tell of a shut port though the socket is not bound to one peer.
HEARS_REFUSAL = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}


def ask(
    host: str, port: int, kind: str, messages: Sequence[bytes], read: Callable[[bytes], T | None], seconds: float
) -> T | Answered | Silent | Shut:
    """Sends each message once, to that address alone. `read` gives None for what is no answer of this kind."""
    return put_into_words(lambda: _ask(host, port, kind, messages, read, seconds), seconds)


def _ask(
    host: str, port: int, kind: str, messages: Sequence[bytes], read: Callable[[bytes], T | None], seconds: float
) -> T | Answered | Silent:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    other: bytes | None = None
    with socket.socket(family, socket.SOCK_DGRAM) as sock, gevent.Timeout(seconds * 0.9, False):
        if sys.platform == "linux":
            sock.setsockopt(*HEARS_REFUSAL[family], 1)
        for message in messages:
            sock.sendto(message, address)
        for _ in range(MOST):
            said, sender = sock.recvfrom(LARGEST)
            if sender[0] == address[0]:
                found = read(said)
                if found is not None:
                    return found
                other = said
    if other is None:
        return Silent(LATE)
    return Answered(f"something answers, and not as {kind}: {clean(other)}", spoke=False)
