"""Whether a device keeps a log of what was done on it, and to whom it sends it."""

from dataclasses import dataclass
from typing import Literal

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Collector:
    """A place that log entries are sent to. `protocol` is "" where the device does not say."""

    host: str
    port: int
    protocol: Literal["udp", "tcp", "tls", ""]


@dataclass(frozen=True, kw_only=True)
class Logging:
    """`kept` is the device's own log of logins and changes. `collectors` are those that it sends to now."""

    kept: Maybe[bool]
    collectors: Maybe[tuple[Collector, ...]]
