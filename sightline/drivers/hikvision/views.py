"""A still picture of each channel's main stream ([F] requested of real devices: Streaming/channels/101/picture)."""

from sightline.drivers.hikvision.channels import inputs
from sightline.drivers.hikvision.session import Session
from sightline.drivers.pictures import look
from sightline.settings import Views


def read(device: Session) -> Views:
    """A device that cannot give one now answers with a ResponseStatus, which is no picture."""
    return look(device.target.views, lambda: inputs(device), device.still)
