"""deviceInfo (reference, section 1)."""

from sightline.drivers.hikvision.session import Session
from sightline.settings import Identity
from sightline.wire import xml


def read(device: Session) -> Identity:
    """`manufacturer` is missing on older firmware; OEM brands write their own."""
    info = device.get("System/deviceInfo", "DeviceInfo")
    return Identity(
        vendor=xml.text(info, "manufacturer") or "hikvision",
        model=xml.need(info, "model"),
        serial=xml.need(info, "serialNumber"),
        firmware=xml.need(info, "firmwareVersion"),
        name=xml.text(info, "deviceName") or "",
        kind=device.kind,
    )
