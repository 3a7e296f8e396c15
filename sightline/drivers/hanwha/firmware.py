"""Version and build date (reference, B1, B5)."""

from datetime import date, datetime

from sightline.drivers.hanwha.session import Session
from sightline.settings import Firmware, Maybe, Unread, Unsupported


def read(device: Session) -> Firmware:
    """`BuildDate=2022.05.17`."""
    info = device.view("system", "deviceinfo")
    return Firmware(
        model=info.need("Model"), version=info.need("FirmwareVersion"), built=_built(info.text("BuildDate"))
    )


def _built(text: str | None) -> Maybe[date]:
    if not text:
        return Unsupported("the device states no build date")
    try:
        return datetime.strptime(text, "%Y.%m.%d").date()
    except ValueError:
        return Unread(f"build date {text[:40]!r} is no date")
