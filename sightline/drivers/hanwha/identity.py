"""deviceinfo (reference, B1)."""

from sightline.drivers.hanwha.session import Session
from sightline.settings import Identity


def read(device: Session) -> Identity:
    """Recorders may print no SerialNumber (B1): the address of their network card stands for it."""
    info = device.view("system", "deviceinfo")
    return Identity(
        vendor="hanwha",
        model=info.need("Model"),
        serial=info.text("SerialNumber") or info.need("ConnectedMACAddress"),
        firmware=info.need("FirmwareVersion"),
        name=info.text("DeviceName") or "",
        kind=device.kind,
    )
