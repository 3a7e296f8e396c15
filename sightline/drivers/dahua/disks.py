"""Disks and cards as the device lists them: by RPC2 in one shape, by CGI in another (reference, section 3)."""

from dataclasses import dataclass

from sightline.drivers.dahua import calls
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, need_number, need_text, rows
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Maybe, Unread

NONE = Absent("the device lists no disk or card")
WORKS = "Success"
#: How words for a broken one begin; the rest of the device's words were never recorded.
BROKEN = ("error", "fail", "abnormal", "unformat")


@dataclass(frozen=True, kw_only=True)
class Disk:
    """`state` is "ok", or the device's own word for what is wrong."""

    name: str
    state: Maybe[str]
    size_bytes: int
    free_bytes: int


def disks(device: Session) -> tuple[Disk, ...] | Absent:
    """`device: null` is no disk (reference, 3). A partition with an error makes the disk one with an error."""
    params = device.answer(calls.DISKS).params
    if isinstance(params, dict) and "device" in params:
        listed = params["device"]
        return tuple(_by_rpc(row) for _, row in rows(listed, "device")) or NONE if listed else NONE
    listed = at(params, "list", "info") or at(params, "list")
    if listed is None:
        raise UnexpectedReply("neither disks, nor the word that there is none")
    return tuple(_by_text(row) for _, row in rows(listed, "list"))


def _by_rpc(row: Tree) -> Disk:
    """`Capacity` is bytes; the unit of the partitions is not said, their ratio needs none."""
    parts = [part for _, part in rows(at(row, "Partitions") or [], "Partitions")]
    total = sum(need_number(part, "Total") for part in parts)
    free = sum(need_number(part, "Remain") for part in parts)
    size = need_number(row, "Capacity")
    return Disk(
        name=need_text(row, "Name"),
        state=_state(need_text(row, "State"), parts),
        size_bytes=size,
        free_bytes=size * free // total if total else 0,
    )


def _by_text(row: Tree) -> Disk:
    """Recorded: NVR608H. A full disk is normal where footage is overwritten."""
    parts = [part for _, part in rows(at(row, "Detail") or {}, "Detail")]
    size = sum(need_number(part, "TotalBytes") for part in parts)
    used = sum(need_number(part, "UsedBytes") for part in parts)
    state = _state(need_text(row, "State"), parts)
    return Disk(name=need_text(row, "Name"), state=state, size_bytes=size, free_bytes=max(0, size - used))


def _state(said: str, parts: list[Tree]) -> Maybe[str]:
    if any(boolean(part, "IsError") for part in parts):
        return "error"
    if said.lower().startswith(BROKEN):
        return said
    return "ok" if said == WORKS else Unread(f"the disk's state is {said[:40]!r}, which was never recorded")
