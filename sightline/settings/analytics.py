"""What a device works out from its pictures."""

from dataclasses import dataclass
from typing import Literal

from sightline.settings.unknown import Maybe

Kind = Literal["face-detection", "face-recognition", "number-plate", "biometric", "demographic", "other"]
#: What each kind is, in the policy's words. A driver says which of them a maker's function is.
KINDS: dict[Kind, str] = {
    "face-detection": "finds faces, or takes a picture of each",
    "face-recognition": "compares faces with a library",
    "number-plate": "reads number plates (ANPR, LPR)",
    "biometric": "another measurement of the body that tells people apart",
    "demographic": "guesses age, sex or mood",
    "other": "movement, lines, areas, objects: identifies nobody",
}


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function of one channel ("" for the whole device); `name` is the device's own word.

    `enabled` is Absent where the device says that it has no such thing.
    """

    channel: str
    name: str
    kind: Kind
    enabled: Maybe[bool]


@dataclass(frozen=True, kw_only=True)
class Analytics:
    """Functions that the device lists. Absent where it says that it works out nothing at all."""

    functions: Maybe[tuple[Function, ...]]
