"""The release that runs (recorders.md, 5)."""

from sightline.drivers.frigate.identity import NAME
from sightline.drivers.frigate.session import Session
from sightline.drivers.frigate.stats import version
from sightline.settings import Firmware, Unsupported


def read(device: Session) -> Firmware:
    """What it knows of newer releases is as old as its last start."""
    return Firmware(
        model=NAME,
        version=version(device),
        built=Unsupported("it states its release and no build date (recorders.md, 5)"),
    )
