"""The software it runs (reference, section 5)."""

from sightline.drivers.dahua import release
from sightline.drivers.dahua.session import Session
from sightline.settings import Firmware


def read(device: Session) -> Firmware:
    """Packages are for one model and one OEM; the build date orders them."""
    return Firmware(model=device.model, version=release.version(device), built=release.built(device))
