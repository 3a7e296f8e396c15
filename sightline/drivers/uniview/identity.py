"""DeviceInfo (reference, C1)."""

from sightline.drivers.uniview.fields import need, text
from sightline.drivers.uniview.session import INFORMATION, Session
from sightline.settings import Identity


def read(device: Session) -> Identity:
    """It names no maker: OEM brands answer the same."""
    info = device.get(INFORMATION)
    return Identity(
        vendor="uniview",
        model=need(info, "DeviceModel"),
        serial=need(info, "SerialNumber"),
        firmware=need(info, "FirmwareVersion"),
        name=text(info, "DeviceName"),
        kind=device.kind,
    )
