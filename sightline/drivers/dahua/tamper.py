"""Whether the device notices that its view was covered, turned or cut (reference, section 12)."""

from typing import Literal

from sightline.drivers.dahua.channels import encoders
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, need_boolean, put, rows
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Detection, Maybe, Tamper, Unread, known
from sightline.settings import Unsupported as Unsupportable

Kind = Literal["covered", "moved", "video-loss"]
TABLES: dict[Kind, str] = {
    "covered": "BlindDetect",
    "moved": "MovedDetect",
    "video-loss": "LossDetect",
}


def read(device: Session) -> Tamper:
    """Each table but those that the device's list leaves out, a row for each channel.

    What a detection does beyond its own event is not confirmed.
    """
    found = list[Detection]()
    for kind, name in TABLES.items():
        if device.lists(name) is False:
            continue
        table = _table(device, name)
        if isinstance(table, dict):
            found += [_detection(index, kind, row) for index, row in table.items()]
        gone = Unread(f"{name} has no row of the channel") if isinstance(table, dict) else table
        listed = {one.channel for one in found if one.kind == kind}
        channels = dict.fromkeys(one.channel for one in encoders(device) if one.channel not in listed)
        found += [Detection(channel=channel, kind=kind, enabled=gone) for channel in channels]
    nothing = Unsupportable(f"the device has no row of {', '.join(TABLES.values())}")
    return Tamper(detections=tuple(found) or nothing)


@or_why_not
def _table(device: Session, name: str) -> dict[int, Tree]:
    return dict(rows(device.table(name), name))


def _detection(index: int, kind: Kind, row: Tree) -> Detection:
    try:
        enabled: Maybe[bool] = need_boolean(row, "Enable")
    except UnexpectedReply as problem:
        enabled = Unread(f"{TABLES[kind]}[{index}]: {problem}")
    return Detection(channel=str(index + 1), kind=kind, enabled=enabled)


def write(device: Session, found: Tamper, wanted: Tamper) -> None:
    """One table at a time, each only where something differs."""
    if not (known(found.detections) and known(wanted.detections)):
        raise WriteRefused("the detections were not read")
    for kind, name in TABLES.items():
        changed = [
            (int(new.channel) - 1, new.enabled)
            for old, new in zip(found.detections, wanted.detections, strict=True)
            if new.kind == kind and new != old and known(new.enabled)
        ]
        if changed:
            table = device.edit(name)
            for index, enabled in changed:
                put(table, enabled, index, "Enable")
            device.put(name, table)
