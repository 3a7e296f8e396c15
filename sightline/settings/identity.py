"""Who a device says it is."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`firmware` is the version as the device writes it; `name` is what its owner called it."""

    vendor: str
    model: str
    serial: str
    firmware: str
    name: str
    kind: Literal["camera", "recorder"]
