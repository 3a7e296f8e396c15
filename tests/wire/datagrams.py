"""A UDP port that answers as a test tells it to, also from another port, and keeps what it was sent."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

Reply = Callable[[bytes], Sequence[bytes]]


@dataclass
class Port:
    """`asked` are the datagrams that came in."""

    number: int
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def answering(reply: Reply, *, elsewhere: bool = False) -> Iterator[Port]:
    """On a free loopback port; `elsewhere` answers from another port of the same address."""
    with socket.socket(type=socket.SOCK_DGRAM) as sock, socket.socket(type=socket.SOCK_DGRAM) as other:
        for one in (sock, other):
            one.bind(("127.0.0.1", 0))
        sock.settimeout(0.05)
        port, ended = Port(sock.getsockname()[1]), threading.Event()

        def serve() -> None:
            """Until the end, and until nothing is left that came before it."""
            while True:
                try:
                    data, sender = sock.recvfrom(9_000)
                except TimeoutError:
                    if ended.is_set():
                        return
                    continue
                port.asked.append(data)
                for said in reply(data):
                    (other if elsewhere else sock).sendto(said, sender)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            ended.set()
            thread.join()


def shut_port() -> int:
    """A UDP port of loopback with nothing behind it."""
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
