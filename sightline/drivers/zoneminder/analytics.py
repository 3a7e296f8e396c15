"""Movement is all that it looks for by itself (recorders.md, 3, item 2)."""

from typing import Any

from sightline.drivers.zoneminder.monitors import WATCHES, flag, function, maybe, monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.settings import Analytics, Function, Maybe, Unsupported

#: Runs another program for each event, which may look for anything.
OUTSIDE = "ZM_OPT_USE_EVENTNOTIFICATION"
UNKNOWN = Unsupported(f"another program is told of each event ({OUTSIDE}): what it looks for, only its host can tell")


def read(device: Session) -> Analytics:
    """Functions are read, and not switched from here: without movement such a monitor records nothing."""
    found = [
        Function(channel=number(row), name="movement", kind="other", enabled=_watches(row)) for row in monitors(device)
    ]
    return Analytics(functions=(*found, Function(channel="", name=OUTSIDE, kind="other", enabled=_outside(device))))


def _watches(row: dict[str, Any]) -> Maybe[bool]:
    return maybe(lambda: function(row) in WATCHES)


def _outside(device: Session) -> Maybe[bool]:
    on = maybe(lambda: flag({OUTSIDE: device.config(OUTSIDE)}, OUTSIDE))
    return UNKNOWN if on is True else on
