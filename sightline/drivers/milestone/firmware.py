"""The release that runs [client]."""

from sightline.drivers.milestone import site
from sightline.drivers.milestone.identity import MODEL
from sightline.drivers.milestone.session import Session
from sightline.settings import Firmware, Unsupported
from sightline.wire import plainjson


def read(device: Session) -> Firmware:
    """The management server's: recording servers may run another."""
    return Firmware(
        model=MODEL,
        version=plainjson.need(site.own(device), str, "version"),
        built=Unsupported("it states a version and no build date (recorders.md, 9)"),
    )
