"""Its monitors, one a camera (recorders.md, 3, item 1)."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from sightline.drivers.zoneminder.session import Session
from sightline.drivers.zoneminder.users import ours
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import plainjson

#: What 1.36 calls a monitor's function, and whether it records; later releases have other words.
RECORDS = {"None": False, "Monitor": False, "Modect": True, "Record": True, "Mocord": True, "Nodect": True}
WATCHES = ("Modect", "Mocord")
#: A VideoWriter that keeps the camera's stream as it comes; 1 encodes it anew.
PASSTHROUGH = 2
PATIENCE_SECONDS = 10.0


def monitors(device: Session) -> list[dict[str, Any]]:
    """`Monitor` and `Monitor_Status` of each. An account that is kept to some of them sees no more of them."""
    if not device.open and ours(device).get("MonitorIds") not in (None, ""):
        raise UnexpectedReply("monitors: our account is kept to some of them (MonitorIds): let it see all")
    found = plainjson.rows(device.get("monitors"), "monitors")
    numbers = [number(row) for row in found]
    if not numbers or len(set(numbers)) < len(numbers):
        raise UnexpectedReply("monitors: there is none, or one stands there twice")
    return found


def begun_anew(device: Session) -> None:
    """Waits a while for the monitors that a write has made begin anew: they are not live for some seconds."""
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        device.forget()
        used = [row for row in monitors(device) if row["Monitor"].get("Function") != "None"]
        if all(plainjson.get(row, str, "Monitor_Status", "Status") == "Connected" for row in used):
            return
        sleep(1)


def number(row: dict[str, Any]) -> str:
    """The monitor's Id, which is its channel."""
    return str(plainjson.need(row, int, "Monitor", "Id"))


def flag(row: dict[str, Any], name: str) -> bool:
    """A switch, as a bool, a number or a text: releases differ."""
    found = row.get(name)
    if found in (True, 1, "1"):
        return True
    if found in (False, 0, "0") and found is not None:
        return False
    raise UnexpectedReply(f"{name} is {str(found)[:40]!r}")


def function(row: dict[str, Any]) -> str:
    """One of RECORDS."""
    found = plainjson.need(row, str, "Monitor", "Function")
    if found not in RECORDS:
        raise UnexpectedReply(f"a monitor's Function is {found[:40]!r}")
    return found


def maybe(ask: Callable[[], Any]) -> Maybe[Any]:
    """What is asked, or why not."""
    try:
        return ask()
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))
