"""The lab's fixed addresses: one test run of the machine at a time may have them."""

import errno
import fcntl
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sightline.lab import SITE, mixed
from sightline.lab.control import HOST, PORT

ADDRESSES = [(HOST, PORT), *((spec.host, spec.port) for spec in (*SITE, *mixed()))]
WAIT_SECONDS = 300


def taken() -> str:
    """The first address at which somebody listens, or ""."""
    for host, port in ADDRESSES:
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((host, port))
            except OSError as problem:
                if problem.errno == errno.EADDRINUSE:
                    return f"{host}:{port}"
                raise
    return ""


@contextmanager
def fixed_addresses() -> Iterator[None]:
    """Waits for them; skips the test where another program keeps them."""
    until = time.monotonic() + WAIT_SECONDS
    with (Path(tempfile.gettempdir()) / "sightline-lab-addresses.lock").open("w") as lock:
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not taken():
                    break
            if time.monotonic() > until:
                pytest.skip(f"the lab's address {taken() or 'lock'} is taken by another program")
            time.sleep(0.2)
        yield
