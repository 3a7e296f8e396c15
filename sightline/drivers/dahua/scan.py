"""SecurityScan: the device's own last audit of itself (reference, section 6)."""

from sightline.drivers.dahua import calls
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import at, need_number, rows, text
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Unread
from sightline.settings import Unsupported as Unsupportable


def attention(device: Session, item: str) -> Maybe[bool]:
    """Whether the scan found something to look at; ErrCode 0 is nothing. It may be older than the setting."""
    try:
        states = rows(at(device.answer(calls.SCAN).params, "SecItemState"), "SecItemState")
        found = [need_number(row, "ErrCode") != 0 for _, row in states if text(row, "Name") == item]
    except UnexpectedReply as problem:
        return Unread(str(problem))
    except Unsupported as problem:
        return Unsupportable(str(problem))
    return any(found) if found else Unsupportable(f"the device's own scan has no {item}")
