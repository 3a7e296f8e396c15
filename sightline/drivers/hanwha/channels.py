"""Which channels, stores and profiles a device has."""

from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.drivers.parts import or_unread
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Maybe, Unread
from sightline.wire import xml


def sources(device: Session) -> dict[str, Document]:
    """Video sources by the device's own number, "0" up (B1): every other list is held against this one."""
    listed = device.view("media", "videosource")
    rows = listed.rows("Channel")
    if not rows or not all(xml.number(number) is not None for number in rows):
        raise UnexpectedReply(f"{listed.where} lists no channel")
    if listed.lines and len(rows) != device.capabilities().limit("System", "MaxChannel", ""):
        raise UnexpectedReply(f"{listed.where}: {len(rows)} channels in lines, and nothing says that these are all")
    return rows


def shown(number: str) -> str:
    """A channel as people count it: the device's number 0 is its CAM 01 ([HM])."""
    return str(whole(number) + 1)


def own(channel: str) -> str:
    """The device's number of a channel that is shown to people."""
    return str(whole(channel) - 1)


def whole(text: str) -> int:
    """The number of a row."""
    found = xml.number(text)
    if found is None:
        raise UnexpectedReply(f"{text[:20]!r} is no number of a channel, profile or line")
    return found


def each(device: Session, document: Document) -> dict[str, Document | Unread]:
    """The document's row of every channel; Unread where it has none. A channel that is no source is no answer."""
    rows, known = document.rows("Channel"), sources(device)
    strange = [number for number in rows if number not in known]
    if strange:
        raise UnexpectedReply(f"{document.where}: channel {strange[0][:10]} is no video source of the device")
    return {number: rows.get(number) or Unread(f"{document.where}: nothing of channel {number}") for number in known}


@or_unread
def switch(row: Document | Unread, key: str) -> Maybe[bool]:
    """One switch of a channel's row."""
    return row if isinstance(row, Unread) else row.flag(key)


def is_open(source: Document) -> bool:
    """A recorder's channel without a camera is off."""
    return source.text("State") in (None, "On")


def address(row: Document) -> str:
    """Where a recorder takes a channel's picture from; "" of a channel without a camera, which must be said."""
    said = row.text("IPAddress")
    if said is None:
        raise UnexpectedReply(f"{row.where}: no IPAddress")
    return said


def stores(device: Session) -> dict[str, Document] | Absent:
    """Cards, disks and network stores; an empty status is an empty slot ([HW])."""
    listed = device.view("system", "storageinfo")
    rows = listed.rows("Storage")
    none = listed.values.get("Storages") == () or (listed.lines and listed.text("Status"))
    if bool(rows) == bool(none and not listed.lines) or not (rows or none):
        raise UnexpectedReply("system/storageinfo says nothing of any store")
    there = {number: row for number, row in rows.items() if _status(row)}
    return there or Absent("no card, disk or network store")


def _status(row: Document) -> str:
    said = row.text("Status")
    if said is None:
        raise UnexpectedReply(f"{row.where}: no Status")
    return said
