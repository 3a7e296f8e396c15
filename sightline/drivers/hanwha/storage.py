"""Cards, disks and network stores (reference, B3). Sizes are MiB on the wire ([HW], and recorders' own replies)."""

from typing import Literal

from sightline.drivers.hanwha.channels import stores
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.settings import Absent, Storage, Store

MIB = 1_048_576
#: Ready, and recording now ([HW]).
WORKS = ("normal", "active")


def read(device: Session) -> Storage:
    """No free space is normal where footage is overwritten."""
    rows = stores(device)
    if isinstance(rows, Absent):
        return Storage(stores=rows)
    return Storage(stores=tuple(_store(device, number, row) for number, row in rows.items()))


def _store(device: Session, number: str, row: Document) -> Store:
    own: Literal["disk", "card"] = "disk" if device.kind == "recorder" else "card"
    state, size = row.need("Status").lower(), row.number("TotalSpace")
    return Store(
        store=number,
        kind="network" if row.text("Type") == "NAS" else own,
        state="ok" if state in WORKS else state,
        size_bytes=size * MIB,
        free_bytes=(size - row.number("UsedSpace")) * MIB,
    )
