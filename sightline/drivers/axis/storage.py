"""Cards, disks and shares and their state (reference, A3, A16)."""

from sightline.drivers.axis.disks import Disk, disks
from sightline.drivers.axis.session import Session
from sightline.settings import Absent, Storage, Store


def read(device: Session) -> Storage:
    """A full store is normal where footage is overwritten."""
    rows = disks(device)
    return Storage(stores=rows if isinstance(rows, Absent) else tuple(_store(disk) for disk in rows))


def _store(disk: Disk) -> Store:
    return Store(
        store=disk.name,
        kind="network" if disk.is_share else "card" if disk.name.startswith("SD") else "disk",
        state=_state(disk),
        size_bytes=disk.size_bytes,
        free_bytes=disk.free_bytes,
    )


def _state(disk: Disk) -> str:
    """What stops it from recording comes before the device's own word."""
    if disk.readonly or disk.locked:
        return "read-only" if disk.readonly else "locked"
    if disk.full and disk.policy != "fifo":
        return "full"
    return "ok" if disk.status.lower() == "ok" else disk.status
