"""Whether a device notices that its view was covered, turned or cut."""

from dataclasses import dataclass
from typing import Literal

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Detection:
    """`kind`: the view is covered; the camera was turned or moved; the picture is lost.

    `enabled` is True only where it would really notice: a detection without an area or without an action is off.
    """

    channel: str
    kind: Literal["covered", "moved", "video-loss"]
    enabled: Maybe[bool]


@dataclass(frozen=True, kw_only=True)
class Tamper:
    """Detections that the device lists. Absent where it says that it has none."""

    detections: Maybe[tuple[Detection, ...]]
