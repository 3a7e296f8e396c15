"""Disks and cards (reference, C3). Sizes are MB on the wire, taken for binary ones."""

from typing import Literal

from sightline.drivers.uniview.envelope import Data
from sightline.drivers.uniview.fields import number, rows
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Storage, Store

LIST = "Storage/Containers/DetailInfos"
MIB = 1_048_576
NONE = 0
#: By Status; a sleeping disk wakes for a recording.
STATES = ("none", "unformatted", "formatting", "ok", "ok", "abnormal", "switching", "unmounted")
Kind = Literal["disk", "card", "network"]


def read(device: Session) -> Storage:
    """Bays without a disk are rows of Status 0."""
    data = device.get(LIST)
    own: Kind = "disk" if device.kind == "recorder" else "card"
    listed = [(row, own) for row in rows(data, "LocalHDDList", "LocalHDDNum")]
    if "NASList" in data:
        listed += [(row, "network") for row in rows(data, "NASList", "NASNum")]
    stores = tuple(_store(row, kind) for row, kind in listed if number(row, "Status") != NONE)
    return Storage(stores=stores or Absent("no disk, card or network store"))


def _store(row: Data, kind: Kind) -> Store:
    state = number(row, "Status")
    if state >= len(STATES):
        raise UnexpectedReply(f"{LIST}: Status is {state}")
    return Store(
        store=f"{kind}{number(row, 'ID')}",
        kind=kind,
        state=STATES[state],
        size_bytes=number(row, "TotalCapacity") * MIB,
        free_bytes=number(row, "RemainCapacity") * MIB,
    )
