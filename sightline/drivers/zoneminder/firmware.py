"""The release that runs (recorders.md, 3, item 5)."""

from sightline.drivers.zoneminder.identity import MAKE
from sightline.drivers.zoneminder.session import VERSION, Session
from sightline.settings import Firmware, Unsupported
from sightline.wire import plainjson


def read(device: Session) -> Firmware:
    """It is a package of its host, which knows the updates that wait."""
    return Firmware(
        model=MAKE,
        version=plainjson.need(device.get(VERSION), str, "version"),
        built=Unsupported(
            "it states its release and no build date; it is a package of its host (recorders.md, 3, item 5): "
            "add the host by SSH"
        ),
    )
