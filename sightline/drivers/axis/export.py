"""Whether what is taken out can be read by anyone (reference, A7). Nothing forces exports to be encrypted (E)."""

from sightline.drivers.axis.channels import only_a_camera
from sightline.drivers.axis.disks import Disk, disks
from sightline.drivers.axis.session import Session
from sightline.settings import Absent, Export, Maybe, StoreEncryption, Unsupported

RIGHTS = Absent("a camera has nothing to export to on the box itself")
SHARE = Unsupported("whether a share is encrypted is known to the machine that has it")
NO_WORD = Unsupported("this firmware has no word for the encryption of a card (reference A7)")


def read(device: Session) -> Export:
    """A card can be pulled out. Encrypting it formats it: that is never done here."""
    only_a_camera(device)
    rows = disks(device)
    if isinstance(rows, Absent):
        return Export(rights=RIGHTS, stores=rows)
    stores = tuple(StoreEncryption(store=disk.name, encrypted=_encrypted(disk)) for disk in rows)
    return Export(rights=RIGHTS, stores=stores)


def _encrypted(disk: Disk) -> Maybe[bool]:
    if disk.is_share:
        return SHARE
    return NO_WORD if disk.encrypted is None else disk.encrypted
