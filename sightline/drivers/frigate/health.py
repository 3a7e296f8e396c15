"""Which cameras give a picture, and how far their recordings reach (frigate/stats/util.py, frigate/api/record.py)."""

from datetime import datetime, timedelta
from typing import Any

from sightline.drivers.frigate import footage, inputs, stats
from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import ChannelHealth, Health, Maybe, Unread, Unsupported, known
from sightline.wire import plainjson

#: Recordings come in minutes; in the first ones of an hour the newest lies in the hour before.
NOW = timedelta(minutes=10)
GAP = Unsupported("hours are told with what was recorded in them, gaps between are not (recorders.md, 5)")


def read(device: Session) -> Health:
    """One channel a camera of the configuration."""
    return Health(channels=tuple(_channel(device, name, camera) for name, camera in device.cameras.items()))


def _channel(device: Session, name: str, camera: dict[str, Any]) -> ChannelHealth:
    newest = footage.newest(device, name)
    return ChannelHealth(
        channel=name,
        live=_live(device, name),
        recording=_recording(device, newest),
        newest=newest,
        gap_seconds=GAP,
        address=_address(camera),
    )


def _live(device: Session, name: str) -> Maybe[bool]:
    """Frames a second that come in. A camera that is switched off has no counter."""
    try:
        counters = stats.camera(device, name)
        return counters is not None and plainjson.need(counters, float, "camera_fps") > 0
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _recording(device: Session, newest: Maybe[datetime | None]) -> Maybe[bool]:
    if not known(newest):
        return newest
    return newest is not None and device.asked(stats.PATH)[1] - newest <= NOW


def _address(camera: dict[str, Any]) -> Maybe[str]:
    """The host of its inputs, which stand there without their passwords."""
    try:
        hosts = {inputs.host(plainjson.need(row, str, "path")) for row in plainjson.rows(camera, "ffmpeg", "inputs")}
    except UnexpectedReply as problem:
        return Unread(str(problem))
    if len(hosts) != 1 or "" in hosts:
        return Unread("its inputs name no one address: a stream that is passed on here, or several cameras")
    return hosts.pop()
