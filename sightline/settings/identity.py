"""Who a device says it is."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One picture that a recorder takes in. Empty texts are what the recorder left out."""

    channel: str
    name: str
    model: str
    serial: str
    firmware: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`firmware` is the version as the device writes it; `channels` is a recorder's own list of cameras."""

    vendor: str
    model: str
    serial: str
    firmware: str
    name: str
    kind: Literal["camera", "recorder"]
    channels: tuple[Channel, ...] = ()
