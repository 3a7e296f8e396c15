"""Time and NTP (reference, section 4)."""

from sightline.drivers.dahua import walltime
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, need_boolean, put, rows, text
from sightline.errors import WriteRefused
from sightline.settings import Clock

FIRST, LIST = ("Address",), "ServerList"
Place = tuple[str | int, ...]


def read(device: Session) -> Clock:
    """`Address` is the first server; newer firmware has a list as well, whose first row mirrors it."""
    ntp = device.table("NTP")
    return Clock(
        source="ntp" if need_boolean(ntp, "Enable") else "manual",
        servers=tuple(text(ntp, *place) for place in _slots(ntp)),
        offset_seconds=walltime.ahead(device).total_seconds(),
        time_zone=f"{text(ntp, 'TimeZone')} {text(ntp, 'TimeZoneDesc')}".strip(),
    )


def _slots(ntp: Tree) -> list[Place]:
    """Where the names of servers in use stand, the mirror left out."""
    found: list[Place] = [FIRST] if text(ntp, *FIRST) else []
    for index, row in rows(at(ntp, LIST) or [], LIST):
        name = text(row, "Address")
        if name and boolean(row, "Enable") and not (index == 0 and name == text(ntp, *FIRST)):
            found.append((LIST, index, "Address"))
    return found


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """Every slot in use gets its server, and the mirror the first; then NTP is on."""
    ntp = device.edit("NTP")
    if wanted.servers != found.servers:
        slots = _slots(ntp) or [FIRST]
        if len(wanted.servers) != len(slots):
            raise WriteRefused(f"the device uses {len(slots)} NTP servers, not {len(wanted.servers)}")
        for place, name in zip(slots, wanted.servers, strict=True):
            put(ntp, name, *place)
        if slots[0] == FIRST and at(ntp, LIST, 0, "Address") is not None:
            put(ntp, wanted.servers[0], LIST, 0, "Address")
    if wanted.source != found.source:
        put(ntp, True, "Enable")
    if wanted != found:
        device.put("NTP", ntp)
