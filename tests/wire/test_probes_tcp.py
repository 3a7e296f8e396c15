"""Probes over TCP, and the table of all."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

import pytest

from sightline.settings.services import SERVICES
from sightline.wire import probes
from sightline.wire.clean import clean
from sightline.wire.probes import Answer, Answered, Shut, Silent

HOST = "127.0.0.1"
Ask = Callable[[str, int], Answer]


@contextmanager
def greeting(*parts: bytes | float) -> Iterator[tuple[int, list[bytes]]]:
    """A port that says this to one visitor, and keeps what the visitor sent."""
    heard: list[bytes] = []

    def serve() -> None:
        connection, _ = door.accept()
        with connection:
            try:
                for part in parts:
                    if isinstance(part, float):
                        time.sleep(part)
                    else:
                        connection.sendall(part)
                connection.settimeout(3)
                heard.append(connection.recv(100))
            except OSError:
                heard.append(b"")

    with socket.create_server((HOST, 0)) as door:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield door.getsockname()[1], heard
        thread.join()


@pytest.mark.parametrize(
    ("ask", "said", "detail"),
    [
        (probes.telnet, [b"\xff\xfd\x18\xff\xfb\x01\r\nDVR login: "], "telnet answers: DVR login:"),
        (probes.telnet, [b"\xff\xfd\x18"], "telnet answers"),
        (probes.telnet, [b"(none) login: "], "telnet answers: (none) login:"),
        (probes.telnet, [b"\xff", 0.1, b"\xfd\x18"], "telnet answers"),
        (probes.ftp, [b"220-Welcome\r\n220 ready\r\n"], "FTP answers: 220-Welcome 220 ready"),
        (probes.ftp, [b"22", 0.1, b"0 ready\r\n"], "FTP answers: 220 ready"),
        (probes.ftp, [b"421 too many\r\n"], "FTP answers: 421 too many"),
        (probes.ssh, [b"SSH-2.0-dropbear\r\n"], "SSH answers: SSH-2.0-dropbear"),
    ],
)
def test_a_service_is_known_by_what_it_says_first(ask: Ask, said: Sequence[bytes | float], detail: str) -> None:
    with greeting(*said) as (port, heard):
        assert ask(HOST, port) == Answered(detail)
    assert heard == [b""]


@pytest.mark.parametrize(
    ("ask", "said", "detail"),
    [
        (probes.telnet, [], "the port is open and says nothing"),
        (probes.telnet, [b"SSH-2.0-x\r\n"], "the port is open and says SSH-2.0-x"),
        (probes.telnet, [b"\0\1\2"], "the port is open and says " + "\N{REPLACEMENT CHARACTER}" * 3),
        (probes.ftp, [b"\xff\xfd\x18"], "the port is open and says nothing"),
        (probes.ftp, [b"2200\r\n"], "the port is open and says 2200"),
        (
            probes.ssh,
            [b"HTTP/1.1 400\r\n\x1b[2J\r\n"],
            "the port is open and says HTTP/1.1 400 \N{REPLACEMENT CHARACTER}[2J",
        ),
    ],
)
def test_an_open_port_is_open_whatever_it_says(ask: Ask, said: list[bytes | float], detail: str) -> None:
    with greeting(*said) as (port, heard):
        assert ask(HOST, port) == Answered(detail, spoke=False)
    assert heard == [b""]


@pytest.mark.parametrize("said", [[b"x" * 4_096] * 2_000, [b"a", 0.3] * 100], ids=["a flood", "a trickle"])
def test_what_never_ends_is_cut(said: list[bytes | float]) -> None:
    started = time.monotonic()
    with greeting(*said) as (port, _):
        assert isinstance(probes.ftp(HOST, port), Answered)
        assert time.monotonic() - started < 10


def test_an_open_port_is_told_from_a_shut_one() -> None:
    with greeting() as (port, _):
        assert probes.tcp_open(HOST, port) == Answered("the port is open", spoke=False)
    assert isinstance(probes.tcp_open(HOST, port), Shut)
    assert isinstance(probes.telnet(HOST, port), Shut)


def test_a_port_that_takes_no_connection_is_silent() -> None:
    """The queue of the listener is full."""
    with socket.create_server((HOST, 0), backlog=0) as door:
        address = door.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(address)
            started = time.monotonic()
            assert probes.telnet(*address) == Silent("no answer in time")
            assert time.monotonic() - started < 10
        finally:
            for one in waiting:
                one.close()


def test_every_probe_is_of_a_service_that_a_site_file_knows() -> None:
    assert probes.PROBES.keys() <= SERVICES.keys()
    found = {
        probe.kind: (probe.transport, probe.default_port) for several in probes.PROBES.values() for probe in several
    }
    assert found == {
        "SSDP": ("udp", 1900),
        "telnet": ("tcp", 23),
        "SSH": ("tcp", 22),
        "FTP": ("tcp", 21),
        "SNMP v1": ("udp", 161),
        "SNMP v2c": ("udp", 161),
        "WS-Discovery": ("udp", 3702),
        "mDNS": ("udp", 5353),
    }


def test_clean_leaves_one_printable_line() -> None:
    assert clean(b"a\r\n b\x1b[31m\xff") == "a b\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"
    assert clean("a\N{RIGHT-TO-LEFT OVERRIDE}b") == "a\N{REPLACEMENT CHARACTER}b"
    assert clean("x" * 500) == "x" * 79 + "…"
