"""Whether a channel records (reference, section 3)."""

import re

from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, need_number, rows
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Unread

#: `39 00:00:00-23:59:59`: the kinds of recording as bits, and a span of the day.
SECTION = re.compile(r"(\d{1,10}) (\d{1,2}:\d{2}:\d{2})-(\d{1,2}:\d{2}:\d{2})")
AUTO, MANUAL, STOP = range(3)
MODES = ("Mode", "ModeExtra1", "ModeExtra2")


def recording(device: Session, index: int) -> Maybe[bool]:
    """By its mode, and where that is automatic by its schedule. Further streams may be recorded as well."""
    try:
        row = at(device.table("RecordMode"), index)
        modes = [need_number(row, name) for name in MODES if name == "Mode" or at(row, name) is not None]
        if any(mode > STOP for mode in modes):
            return Unread(f"RecordMode[{index}] says {max(modes)}")
        if MANUAL in modes:
            return True
        return AUTO in modes and _scheduled(at(device.table("Record"), index, "TimeSection"))
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))


def _scheduled(days: Tree) -> bool:
    """Sunday to Saturday, and holidays. A mask of 0 is no recording."""
    found = [_on(section) for _, day in rows(days, "TimeSection") for _, section in rows(day, "TimeSection")]
    if not found:
        raise UnexpectedReply("the schedule is empty")
    return any(found)


def _on(section: Tree) -> bool:
    form = SECTION.fullmatch(section) if isinstance(section, str) else None
    if form is None:
        raise UnexpectedReply(f"{str(section)[:40]!r} is no part of a schedule")
    return int(form[1]) != 0 and form[2] != form[3]
