"""What is covered in the picture, so that nobody sees it."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Mask:
    """One covered area. `enabled` is False where the device's main switch for masks is off.

    `area_percent` is its share of the picture, 0 where nothing is drawn.
    """

    channel: str
    mask: str
    enabled: Maybe[bool]
    area_percent: Maybe[float]


@dataclass(frozen=True, kw_only=True)
class Masks:
    """Every mask of every channel; an empty one where the device lists none. Absent: it cannot mask at all."""

    masks: Maybe[tuple[Mask, ...]]
