"""What runs there. It has no serial number: where it is reached stands for one."""

from sightline.drivers.zoneminder.session import VERSION, Session
from sightline.settings import Identity
from sightline.wire import plainjson

MAKE = "ZoneMinder"


def read(device: Session) -> Identity:
    """Its release, as in 1.36.33."""
    endpoint = device.target.endpoint
    return Identity(
        vendor=MAKE,
        model=MAKE,
        serial=f"{endpoint.host}:{endpoint.port}",
        firmware=plainjson.need(device.get(VERSION), str, "version"),
        name="",
        kind="recorder",
    )
