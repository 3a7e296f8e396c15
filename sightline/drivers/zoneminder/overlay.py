"""Name and time in the picture (recorders.md, 3, item 10)."""

import re
from collections.abc import Callable
from typing import Any

from sightline.drivers.zoneminder.monitors import PASSTHROUGH, maybe, monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.settings import ChannelOverlay, Maybe, Overlay, Unsupported, known
from sightline.wire import plainjson

#: What the label's format calls the name; what of strftime is a day and a time.
NAME, DAY, TIME = "%N", re.compile("%[DFcx]|%d.*%[mbB]|%[mbB].*%d"), re.compile("%[TRrcX]|%[HI].*%M")
AS_IT_COMES = Unsupported(
    "it keeps the camera's stream as it comes (VideoWriter), where no label is in it: name and time are the camera's"
)


def read(device: Session) -> Overlay:
    """The label is drawn into pictures that it encodes itself, and into no other film: seen at 1.36.33 both ways."""
    return Overlay(channels=tuple(_channel(row) for row in monitors(device)))


def _channel(row: dict[str, Any]) -> ChannelOverlay:
    return ChannelOverlay(
        channel=number(row),
        text=maybe(lambda: plainjson.need(row, str, "Monitor", "Name")),
        name_shown=_shown(row, lambda label: NAME in label),
        time_shown=_shown(row, lambda label: bool(DAY.search(label) and TIME.search(label))),
    )


def _shown(row: dict[str, Any], judge: Callable[[str], bool]) -> Maybe[bool]:
    writer = maybe(lambda: plainjson.need(row, int, "Monitor", "VideoWriter"))
    if not known(writer) or writer == PASSTHROUGH:
        return AS_IT_COMES if known(writer) else writer
    return maybe(lambda: judge(plainjson.get(row, str, "Monitor", "LabelFormat") or ""))
