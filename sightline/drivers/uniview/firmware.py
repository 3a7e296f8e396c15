"""The version's text (reference, C1): digits at its end may be a date, and no source says so."""

from sightline.drivers.uniview.fields import need
from sightline.drivers.uniview.session import INFORMATION, Session
from sightline.settings import Firmware, Unsupported


def read(device: Session) -> Firmware:
    """`NVR-B3601.37.45.230825`: people compare it."""
    info = device.get(INFORMATION)
    return Firmware(
        model=need(info, "DeviceModel"),
        version=need(info, "FirmwareVersion"),
        built=Unsupported("DeviceInfo states no build date, only the version's text (axis-hanwha-uniview.md, C1)"),
    )
