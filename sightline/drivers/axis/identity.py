"""Who it is, by parameters that all firmware has (reference, A1)."""

from sightline.drivers.axis.channels import is_recorder
from sightline.drivers.axis.session import Session
from sightline.settings import Identity


def read(device: Session) -> Identity:
    """The serial number is the MAC address without colons."""
    return Identity(
        vendor=device.params.get("Brand.Brand") or "AXIS",
        model=device.need("Brand.ProdShortName"),
        serial=device.need("Properties.System.SerialNumber"),
        firmware=device.need("Properties.Firmware.Version"),
        name=device.params.get("Network.Bonjour.FriendlyName") or "",
        kind="recorder" if is_recorder(device) else "camera",
    )
