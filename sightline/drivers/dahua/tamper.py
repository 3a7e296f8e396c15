"""Whether the device notices that its view was covered, turned or cut (reference, section 12)."""

from typing import Literal

from sightline.drivers.dahua.channels import encoders
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, need_boolean, put, rows
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Detection, Maybe, Tamper, Unread, known
from sightline.settings import Unsupported as Unsupportable

Kind = Literal["covered", "moved", "video-loss"]
TABLES: dict[Kind, str] = {
    "covered": "BlindDetect",
    "moved": "MovedDetect",
    "video-loss": "LossDetect",
}


def read(device: Session) -> Tamper:
    """Each table that the device lists. What a detection does beyond its own event is not confirmed."""
    found, missing = list[Detection](), list[str]()
    for kind, name in TABLES.items():
        try:
            found += [_detection(index, kind, row) for index, row in rows(device.table(name), name)]
        except Unsupported as problem:
            missing.append(str(problem))
        except UnexpectedReply as problem:
            unread, channels = Unread(str(problem)), dict.fromkeys(one.channel for one in encoders(device))
            found += [Detection(channel=channel, kind=kind, enabled=unread) for channel in channels]
    return Tamper(detections=tuple(found) if found else Unsupportable("; ".join(missing) or "the tables are empty"))


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
