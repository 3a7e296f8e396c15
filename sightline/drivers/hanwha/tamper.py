"""Tampering detection (reference, B12)."""

from sightline.drivers.hanwha.channels import each, own, shown, switch
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.drivers.parts import or_unread
from sightline.errors import UnexpectedReply
from sightline.settings import Detection, Maybe, Tamper, Unread, known

MENU = ("eventsources", "tamperingdetection")
#: By which its rows are told from those of other detections, which have an `Enable` as well (B12).
LEVELS = ("SensitivityLevel", "ThresholdLevel")


def read(device: Session) -> Tamper:
    """Its events go to whoever follows eventstatus (B16): a recorder that does notices them without an action."""
    listed = device.feature(*MENU)
    if not isinstance(listed, Document):
        return Tamper(detections=listed)
    return Tamper(
        detections=tuple(
            Detection(channel=shown(number), kind="covered", enabled=_enabled(row))
            for number, row in each(device, listed).items()
        )
    )


@or_unread
def _enabled(row: Document | Unread) -> Maybe[bool]:
    if not (isinstance(row, Unread) or any(level in row.values for level in LEVELS)):
        raise UnexpectedReply(f"{row.where}: none of {', '.join(LEVELS)}: it is no tampering detection")
    return switch(row, "Enable")


def write(device: Session, found: Tamper, wanted: Tamper) -> None:
    """The channel's switch."""
    if not (isinstance(found.detections, tuple) and isinstance(wanted.detections, tuple)):
        return
    for old, new in zip(found.detections, wanted.detections, strict=True):
        if old.enabled != new.enabled and known(new.enabled):
            device.tell(*MENU, "set", {"Enable": new.enabled}, channel=own(new.channel))
