"""Disks, cards and network stores (reference, section 3). Sizes are MiB on the wire ([F], by the disks' models)."""

from typing import Literal

from sightline.drivers.hikvision.channels import stores
from sightline.drivers.hikvision.session import Session
from sightline.settings import Absent, Storage, Store
from sightline.wire import xml

MIB = 1_048_576
#: Words for a store that works: a sleeping disk wakes for a recording.
WORKS = ("ok", "idle", "sleeping")


def read(device: Session) -> Storage:
    """No free space is normal where footage is overwritten."""
    rows = stores(device)
    return Storage(stores=rows if isinstance(rows, Absent) else tuple(_store(device, row) for row in rows))


def _store(device: Session, row: xml.Element) -> Store:
    state = xml.need(row, "status").lower()
    kind: Literal["disk", "card", "network"] = "disk" if device.kind == "recorder" else "card"
    return Store(
        store=xml.text(row, "hddName") or f"{xml.local(row)}{xml.need(row, 'id')}",
        kind="network" if xml.local(row) == "nas" else kind,
        state="ok" if state in WORKS else state,
        size_bytes=xml.need_number(row, "capacity") * MIB,
        free_bytes=xml.need_number(row, "freeSpace") * MIB,
    )
