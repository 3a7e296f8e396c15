"""What a port says when it is asked from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import gevent

SECONDS, LATE = 2.0, "no answer in time"
T = TypeVar("T")


@dataclass(frozen=True)
class Answered:
    """Something is there. `spoke` is False where it does not speak as the service that was asked for, or says nothing
    at an open port."""

    detail: str
    spoke: bool = True


@dataclass(frozen=True)
class Silent:
    """No answer: it proves nothing, since a filter or a busy device is silent as well."""

    why: str


@dataclass(frozen=True)
class Shut:
    """The host itself refused: nothing is there for us."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Offset:
    """How far the device's clock is ahead of ours."""

    offset_seconds: float
    round_trip_seconds: float


Answer = Answered | Silent | Shut


def put_into_words(probe: Callable[[], T], seconds: float) -> T | Silent | Shut:
    """Runs a probe to its answer or its end in time, name look-up and all. Errors of the network become words."""
    try:
        with gevent.Timeout(seconds, TimeoutError()):
            return probe()
    except ConnectionRefusedError:
        return Shut("the port is shut")
    except TimeoutError:
        return Silent(LATE)
    except (OSError, UnicodeError) as problem:
        return Silent(getattr(problem, "strerror", None) or str(problem))
