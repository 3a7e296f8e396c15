"""What the running program counts (frigate/stats/util.py)."""

from typing import Any

from sightline.drivers.frigate.session import Session
from sightline.wire import plainjson

PATH = "stats"


def version(device: Session) -> str:
    """Release and build, as in 0.17.1-416a9b7."""
    return plainjson.need(device.get(PATH), str, "service", "version")


def camera(device: Session, name: str) -> dict[str, Any] | None:
    """The counters of one camera; None where none runs for it."""
    return plainjson.get(device.get(PATH), dict, "cameras", name)
