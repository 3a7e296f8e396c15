"""Zones of the type Privacy (recorders.md, 3, item 9)."""

import re
from typing import Any

from sightline.drivers.zoneminder.monitors import PASSTHROUGH, maybe, monitors, number
from sightline.drivers.zoneminder.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Mask, Masks
from sightline.wire import plainjson

POINT = re.compile(r"(-?[0-9]{1,6}),(-?[0-9]{1,6})")


def read(device: Session) -> Masks:
    """A zone covers what the recorder encodes itself, and no film that keeps the camera's stream as it comes.

    Seen at 1.36.33 both ways. Its corners are pixels of the monitor's picture.
    """
    there = {number(row): row["Monitor"] for row in monitors(device)}
    zones = [plainjson.need(row, dict, "Zone") for row in plainjson.rows(device.get("zones"), "zones")]
    found = [(str(plainjson.need(zone, int, "MonitorId")), zone) for zone in zones if _private(zone)]
    return Masks(masks=tuple(_mask(monitor, zone, there[monitor]) for monitor, zone in found if monitor in there))


def _private(zone: dict[str, Any]) -> bool:
    return plainjson.need(zone, str, "Type") == "Privacy"


def _mask(monitor: str, zone: dict[str, Any], picture: dict[str, Any]) -> Mask:
    return Mask(
        channel=monitor,
        mask=str(plainjson.need(zone, int, "Id")),
        enabled=maybe(lambda: plainjson.need(picture, int, "VideoWriter") != PASSTHROUGH),
        area_percent=maybe(lambda: _share(zone, picture)),
    )


def _share(zone: dict[str, Any], picture: dict[str, Any]) -> float:
    """The polygon's area in percent of the picture."""
    texts = plainjson.need(zone, str, "Coords").split()
    points = [(int(found[1]), int(found[2])) for text in texts if (found := POINT.fullmatch(text))]
    whole = plainjson.need(picture, int, "Width") * plainjson.need(picture, int, "Height")
    if len(points) != len(texts) or whole <= 0:
        raise UnexpectedReply("a zone's corners, or its picture's size, cannot be read")
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return min(100.0, abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2 / whole * 100)
