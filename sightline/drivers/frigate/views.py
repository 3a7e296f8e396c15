"""The latest picture of each camera (its OpenAPI description: /{camera_name}/latest.{extension})."""

from sightline.drivers.frigate.session import Session
from sightline.drivers.pictures import look
from sightline.settings import Views


def read(device: Session) -> Views:
    """Of a camera that is offline it may be an old one: whether it is live is another setting."""
    return look(device.target.views, lambda: list(device.cameras), device.still)
