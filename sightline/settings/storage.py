"""Disks, cards and network stores."""

from dataclasses import dataclass
from typing import Literal

from sightline.settings.unknown import Absent, Maybe


@dataclass(frozen=True, kw_only=True)
class Store:
    """`state` is "ok" or the device's own word; asleep and idle are ok."""

    store: str
    kind: Literal["disk", "card", "network"]
    state: Maybe[str]
    size_bytes: int
    free_bytes: int


@dataclass(frozen=True, kw_only=True)
class Storage:
    """`stores` is Absent where the device lists none."""

    stores: tuple[Store, ...] | Absent
