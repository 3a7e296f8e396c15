"""Version and build date (reference, section 5): the build orders releases, `build 240826` is 2024-08-26."""

import re
from datetime import date, datetime

from sightline.drivers.hikvision.session import Session
from sightline.settings import Firmware, Maybe, Unread, Unsupported
from sightline.wire import xml


def read(device: Session) -> Firmware:
    """A device that states no build date can only be compared by people."""
    info = device.get("System/deviceInfo", "DeviceInfo")
    return Firmware(
        model=xml.need(info, "model"),
        version=xml.need(info, "firmwareVersion"),
        built=_built(xml.text(info, "firmwareReleasedDate")),
    )


def _built(text: str | None) -> Maybe[date]:
    if not text:
        return Unsupported("the device states no build date")
    digits = re.fullmatch(r"(?:build\s*)?(\d{6})", text, re.IGNORECASE)
    try:
        return datetime.strptime(digits[1], "%y%m%d").date() if digits else Unread(f"build date {text[:40]!r}")
    except ValueError:
        return Unread(f"build date {text[:40]!r} is no date")
