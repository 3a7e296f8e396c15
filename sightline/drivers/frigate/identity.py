"""What it says of itself: a version (recorders.md, 5)."""

from sightline.drivers.frigate.session import Session
from sightline.drivers.frigate.stats import version
from sightline.settings import Identity

NAME = "Frigate"


def read(device: Session) -> Identity:
    """It has no serial number: its address stands for one, and its certificate tells it from another box."""
    endpoint = device.target.endpoint
    return Identity(
        vendor=NAME,
        model=NAME,
        serial=f"{endpoint.host}:{endpoint.port}",
        firmware=version(device),
        name="",
        kind="recorder",
    )
