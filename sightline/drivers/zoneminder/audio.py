"""Sound in what is recorded, and in what is passed on (recorders.md, 3, item 2)."""

from typing import Any

from sightline.drivers.zoneminder.monitors import begun_anew, flag, maybe, monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.errors import WriteRefused
from sightline.settings import Audio, AudioStream, Maybe, Unsupported

PASSED_ON = Unsupported(
    "it passes the camera's stream on (RTSPServer), sound as well where the camera sends it (recorders.md, 3, item 2)"
)
#: Switches by which a monitor's stream goes out; those that a release does not know do not stand there.
WAYS_OUT = ("RTSPServer", "JanusEnabled")


def read(device: Session) -> Audio:
    """A monitor's own switch; it is proven for monitors of the type Ffmpeg alone."""
    found = [(number(row), row["Monitor"]) for row in monitors(device)]
    live = [AudioStream(channel=name, stream=f"{name} live", enabled=_live(one)) for name, one in found]
    recorded = [AudioStream(channel=name, stream=f"{name} recorded", enabled=_recorded(one)) for name, one in found]
    return Audio(streams=tuple(live), recorded=tuple(recorded))


def _live(monitor: dict[str, Any]) -> Maybe[bool]:
    on = maybe(lambda: any(flag(monitor, way) for way in WAYS_OUT if way in monitor or way == WAYS_OUT[0]))
    return PASSED_ON if on is True else on


def _recorded(monitor: dict[str, Any]) -> Maybe[bool]:
    on = maybe(lambda: flag(monitor, "RecordAudio"))
    if on is False and monitor.get("Type") != "Ffmpeg":
        return Unsupported("RecordAudio is proven for monitors of the type Ffmpeg alone (recorders.md, 3, item 2)")
    return on


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """Its recording starts anew with it, within seconds; footage of before keeps its sound."""
    if found.streams != wanted.streams:
        raise WriteRefused("what is passed on is not changed from here: another system may use it")
    if not (isinstance(found.recorded, tuple) and isinstance(wanted.recorded, tuple)):
        return
    for old, new in zip(found.recorded, wanted.recorded, strict=True):
        if old.enabled != new.enabled:
            if new.enabled is not False:
                raise WriteRefused(f"{new.stream}: sound is only ever switched off")
            device.put(f"monitors/{new.channel}", {"Monitor[RecordAudio]": "0"})
    if found.recorded != wanted.recorded:
        begun_anew(device)
