"""What the links of one run share: its locks, whose turn it is to log in at a host, and what was refused there."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from gevent.lock import BoundedSemaphore

from sightline.errors import LoginRefused
from sightline.estate.model import Device
from sightline.estate.state import State
from sightline.records.shared import Shared


@dataclass
class Holds:
    """Two devices of the inventory may be one host: its lock stays until the last link lets go, and a password that one
    was refused is not sent by the other (design, section 5, rules 1 and 5).

    A lock is this machine's, and that of every machine that shares the records. `refused` holds host and fingerprint of
    each secret.
    """

    state: State
    run: str
    shared: Shared
    refused: set[tuple[str, str]] = field(default_factory=set)
    _locks: dict[str, ExitStack] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _turns: dict[str, BoundedSemaphore] = field(default_factory=dict)
    _one: BoundedSemaphore = field(default_factory=BoundedSemaphore)

    def take(self, key: str) -> None:
        """Another link of this run may have it as well. Raises Busy where another run has it."""
        with self._one:
            if key not in self._locks:
                with self.lock(key) as lock:
                    self._locks[key], self._counts[key] = lock.pop_all(), 0
            self._counts[key] += 1

    def let_go(self, key: str) -> None:
        """The last one opens the lock."""
        with self._one:
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]
                self._locks.pop(key).close()

    @contextmanager
    def lock(self, key: str, wait_seconds: float = 0) -> Iterator[ExitStack]:
        """Holds it, here and where the records are shared, until what is yielded is closed. Raises Busy."""
        with ExitStack() as held:
            held.enter_context(self.state.lock(key, self.run, wait_seconds))
            held.enter_context(self.shared.lock(key, wait_seconds))
            yield held

    def not_refused(self, device: Device, fingerprint: str, *, again: bool) -> None:
        """Raises LoginRefused where the host refused that password in this run, or, but for `again`, in one before."""
        host = device.address.host
        if (host, fingerprint) in self.refused:
            raise LoginRefused("this password was refused at the same host in this run, so it is not sent again")
        mark = self.state.refused(host, fingerprint)
        if mark is not None and not again:
            raise LoginRefused(
                f"this password was refused on {mark.when:%Y-%m-%d %H:%M} UTC, so it is not sent again; "
                f"store the right one (`sightline secrets set {device.secret}`) or say --retry-login"
            )

    def turn(self, host: str) -> BoundedSemaphore:
        """Held while a link logs in for the first time."""
        return self._turns.setdefault(host, BoundedSemaphore(1))
