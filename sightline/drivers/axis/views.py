"""A still picture of each view: VAPIX's own request for one, as clients of all its generations ask."""

from sightline.drivers.axis.channels import channel, only_a_camera, views
from sightline.drivers.axis.session import Session
from sightline.drivers.pictures import look
from sightline.settings import Views

STILL = "/axis-cgi/jpg/image.cgi?camera="


def read(device: Session) -> Views:
    """`camera` counts as the parameters do, from 1."""
    return look(device.target.views, lambda: _channels(device), lambda number: device.still(f"{STILL}{number}"))


def _channels(device: Session) -> list[str]:
    only_a_camera(device)
    return [channel(view) for view in views(device)]
