"""Cards, disks and shares (reference, A3): disks/list.cgi, whose yes and no are of two spellings."""

from dataclasses import dataclass

from sightline.drivers.axis.params import boolean
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent
from sightline.wire import xml

LIST = "/axis-cgi/disks/list.cgi?diskid=all"
LOCAL, SHARE = "Properties.LocalStorage.", "NetworkShare.N#.Address"
#: The documentation has the first, devices of 9.80 to 12.11 send the second.
ENCRYPTION = ("diskencryptionenabled", "encryptionenabled")
KIB = 1024


@dataclass(frozen=True, kw_only=True)
class Disk:
    """One row. `group` is its `S0` among the parameters; `encrypted` is None where the firmware does not say."""

    name: str
    group: str
    status: str
    policy: str
    max_days: int
    size_bytes: int
    free_bytes: int
    locked: bool
    full: bool
    readonly: bool
    encrypted: bool | None

    @property
    def is_empty(self) -> bool:
        """Nothing is in the slot, as far as the list of disks says."""
        return self.status.lower() == "disconnected" and self.size_bytes == 0

    @property
    def is_share(self) -> bool:
        """A share of another machine."""
        return self.name.startswith("NetworkShare")


def disks(device: Session) -> tuple[Disk, ...] | Absent:
    """Without empty slots: rows of no size that are disconnected. A share that was set up and is lost looks alike."""
    return device.once(LIST, lambda: _disks(device))


def _disks(device: Session) -> tuple[Disk, ...] | Absent:
    if not any(name.startswith(LOCAL) for name in device.params.values):
        lack = device.lack(f"{LOCAL}LocalStorage")
        if isinstance(lack, Absent):
            return Absent("the device has no local storage")
        raise UnexpectedReply(lack.reason)
    try:
        root = device.document(LIST, "root")
    except Unsupported as problem:
        raise UnexpectedReply(f"{problem}, although its properties list local storage") from problem
    rows = [_disk(row) for row in xml.children(root, "disks/disk")]
    said = xml.child(root, "disks")
    if said is None or xml.number(said.get("numberofdisks", "")) != len(rows):
        raise UnexpectedReply(f"disks/list.cgi: {len(rows)} rows, and another number of disks")
    if len({row.name for row in rows}) != len(rows):
        raise UnexpectedReply("disks/list.cgi: two disks of one name")
    lost = any(address for _, _, address in device.params.numbered(SHARE))
    there = tuple(row for row in rows if not row.is_empty or (row.is_share and lost))
    return there or Absent("no card, disk or share is connected")


def _disk(row: xml.Element) -> Disk:
    return Disk(
        name=_text(row, "diskid"),
        group=row.get("group", ""),
        status=_text(row, "status"),
        policy=_text(row, "cleanuppolicy").lower(),
        max_days=_number(row, "cleanupmaxage"),
        size_bytes=_number(row, "totalsize") * KIB,
        free_bytes=_number(row, "freesize") * KIB,
        locked=_flag(row, "locked"),
        full=_flag(row, "full"),
        readonly=_flag(row, "readonly"),
        encrypted=_encrypted(row),
    )


def _encrypted(row: xml.Element) -> bool | None:
    """Switched on, and formatted since: one alone is no encryption (A7)."""
    switches = [name for name in ENCRYPTION if row.get(name) is not None]
    if not switches or row.get("diskencrypted") is None:
        return None
    return all(_flag(row, name) for name in (*switches, "diskencrypted"))


def _text(row: xml.Element, name: str) -> str:
    value = (row.get(name) or "").strip()
    if not value:
        raise UnexpectedReply(f"disks/list.cgi: a disk without {name}")
    return value


def _number(row: xml.Element, name: str) -> int:
    found = xml.number(_text(row, name))
    if found is None:
        raise UnexpectedReply(f"disks/list.cgi: {name} is no number")
    return found


def _flag(row: xml.Element, name: str) -> bool:
    found = boolean(_text(row, name))
    if found is None:
        raise UnexpectedReply(f"disks/list.cgi: {name} is neither yes nor no")
    return found
