"""Who may export on the box, and whether stores are encrypted (reference, section 7): little of it can be read."""

from sightline.drivers.dahua.disks import disks
from sightline.drivers.dahua.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Export, ExportRight, Maybe, StoreEncryption, Unread, Unsupported

RIGHT = Unsupported("which of an account's rights lets it export on the box is not confirmed (dahua.md, 7)")
ENCRYPTED = Unsupported("no confirmed call says whether a store is encrypted (dahua.md, 7)")


def read(device: Session) -> Export:
    """Footage leaves a recorder by its USB port, and a camera by its card."""
    found = disks(device)
    if isinstance(found, Absent):
        return Export(rights=_rights(device), stores=found)
    stores = tuple(StoreEncryption(store=disk.name, encrypted=ENCRYPTED) for disk in found)
    return Export(rights=_rights(device), stores=stores)


def _rights(device: Session) -> Maybe[tuple[ExportRight, ...]]:
    try:
        recorder = device.kind == "recorder"
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return RIGHT if recorder else Absent("a camera has nothing to export to on the box itself")
