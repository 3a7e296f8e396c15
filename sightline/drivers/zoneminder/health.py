"""Whether pictures arrive and are kept (recorders.md, 3, item 16)."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sightline.drivers.zoneminder import footage
from sightline.drivers.zoneminder.monitors import WATCHES, function, maybe, monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import ChannelHealth, Health, Maybe, Unsupported, known
from sightline.wire import plainjson

#: Events of continuous recording are 10 minutes long as shipped; the one that goes on is known by its begin.
NOW = timedelta(minutes=15)
GAP = Unsupported("gaps between events are not told (recorders.md, 3)")
ON_MOVEMENT = Unsupported("it records on movement or on a signal: no event now is no fault (recorders.md, 3, item 2)")
ON_HOST = Unsupported("its source is a program on its own host: which camera is behind that, only the host can tell")
HERE = ("127.0.0.1", "localhost", "::1")


def read(device: Session) -> Health:
    """One channel a monitor."""
    return Health(channels=tuple(_channel(device, row) for row in monitors(device)))


def _channel(device: Session, row: dict[str, Any]) -> ChannelHealth:
    newest = maybe(lambda: _newest(device, number(row)))
    return ChannelHealth(
        channel=number(row),
        live=maybe(lambda: _live(row)),
        recording=_recording(device, row, newest),
        newest=newest,
        gap_seconds=GAP,
        address=maybe(lambda: _address(row)),
    )


def _live(row: dict[str, Any]) -> bool:
    """A monitor that is stopped keeps its last number of frames, and one that has just begun has none."""
    status = plainjson.get(row, dict, "Monitor_Status") or {}
    if status.get("Status") != "Connected":
        return False
    frames = plainjson.get(status, str, "CaptureFPS") or "0"
    try:
        if float(frames) > 0:
            return True
    except ValueError as problem:
        raise UnexpectedReply(f"CaptureFPS is {frames[:20]!r}") from problem
    raise UnexpectedReply("it is connected, and no frame was counted yet")


def _newest(device: Session, monitor: str) -> datetime | None:
    ends = [footage.ended(device, event) or footage.began(device, event) for event in footage.newest(device, monitor)]
    return max(ends, default=None)


def _recording(device: Session, row: dict[str, Any], newest: Maybe[datetime | None]) -> Maybe[bool]:
    does = maybe(lambda: function(row))
    if not known(newest) or not known(does):
        return newest if not known(newest) else does
    if newest is not None and abs(device.at - newest) <= NOW:
        return True
    return ON_MOVEMENT if does in (*WATCHES, "Nodect") else False


def _address(row: dict[str, Any]) -> Maybe[str]:
    """The host of its source, which may hold a login."""
    path = plainjson.get(row, str, "Monitor", "Path") or ""
    try:
        found = urlsplit(path).hostname
    except ValueError:
        found = None
    if not found:
        raise UnexpectedReply("its source is no address: a device of the host, or a file")
    return ON_HOST if found in HERE else found
