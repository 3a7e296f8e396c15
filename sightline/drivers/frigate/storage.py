"""The file system under its recordings (frigate/stats/util.py)."""

from typing import Literal

from sightline.drivers.frigate import stats
from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Storage, Store, Unsupported
from sightline.wire import plainjson

RECORDINGS, MIB = "/media/frigate/recordings", 1 << 20
#: Beyond it lies no file system, in MiB.
LARGEST = float(1 << 40)
NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs")
STATE = Unsupported("it shows the size of its file system and no disk behind it (recorders.md, 5)")


def read(device: Session) -> Storage:
    """Sizes in MiB on the wire. An empty entry says that the folder is not there."""
    place = ("service", "storage", RECORDINGS)
    total, free = (plainjson.need(device.get(stats.PATH), float, *place, name) for name in ("total", "free"))
    if not 0 <= free <= total <= LARGEST:
        raise UnexpectedReply(f"{RECORDINGS} has {free:g} of {total:g} MiB free")
    kind: Literal["disk", "network"] = "disk"
    if plainjson.need(device.get(stats.PATH), str, *place, "mount_type").startswith(NETWORK):
        kind = "network"
    store = Store(store=RECORDINGS, kind=kind, state=STATE, size_bytes=int(total * MIB), free_bytes=int(free * MIB))
    return Storage(stores=(store,))
