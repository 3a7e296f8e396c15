"""What the simulated devices of most makes share: switches, counters, a clock, footage, one request at a time."""

import threading
import time
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Protocol

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, SimulatedDevice, Switches
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

REBOOT_SECONDS = 0.2


class Held(Protocol):
    """The footage of a device."""

    def live(self) -> None:
        """Records and purges up to the device's own time."""

    def rewind(self) -> None:
        """Takes up a clock that was set back."""


class Simulated(ABC):
    """Safe to call from any thread: one request, one switch, one jump in time after the other.

    A make gives `set_up`, `answer`, `password_of` and `follows_ntp`, and its footage as `_store`.
    """

    _store: Held

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.linked: dict[int, SimulatedDevice] = {}
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self.switches, self.counters, self._back_at = Switches(), Counters(), 0.0
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self.set_up()

    @abstractmethod
    def set_up(self) -> None:
        """The recording, and the state on top of it."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """What it says to a request."""

    @abstractmethod
    def password_of(self, user: str) -> str | None:
        """None for who has no account."""

    @property
    @abstractmethod
    def follows_ntp(self) -> bool:
        """Whether its clock is right after a while."""

    @property
    def faults(self) -> Switches:
        return self.switches

    @property
    def listening(self) -> bool:
        return time.monotonic() >= self._back_at

    @property
    def clock_error_seconds(self) -> float:
        return self._clock.error.total_seconds()

    def lets_in(self, user: str, password: str) -> bool:
        with self._lock:
            return bool(password) and self.password_of(user) == password

    def advance(self, hours: float) -> None:
        with self._lock:
            self._clock.error += timedelta(hours=hours)
            self._store.live()
            if self.follows_ntp:
                self._clock.error = timedelta()
                self._store.rewind()

    def handle(self, request: Request) -> Response:
        with self._lock:
            self.counters.requests += 1
            return self.answer(request)

    def leave(self) -> None:
        """Off the network for a moment, as in a restart."""
        self._back_at = time.monotonic() + REBOOT_SECONDS
