"""Disks and cards (reference, section 3)."""

from typing import Literal

from sightline.drivers.dahua.disks import disks
from sightline.drivers.dahua.session import Session
from sightline.settings import Absent, Storage, Store


def read(device: Session) -> Storage:
    """What a recorder holds are disks, what a camera holds is a card; NAS is in no list that was seen."""
    kind: Literal["disk", "card"] = "disk" if device.kind == "recorder" else "card"
    found = disks(device)
    if isinstance(found, Absent):
        return Storage(stores=found)
    return Storage(
        stores=tuple(
            Store(store=d.name, kind=kind, state=d.state, size_bytes=d.size_bytes, free_bytes=d.free_bytes)
            for d in found
        )
    )
