"""The site, and its version [client]."""

from sightline.drivers.milestone import site
from sightline.drivers.milestone.session import Session
from sightline.drivers.milestone.session import identity as id_of
from sightline.settings import Identity
from sightline.wire import plainjson

VENDOR, MODEL = "Milestone", "XProtect"


def read(device: Session) -> Identity:
    """The site's id stands for a serial number: it is made when the management server is installed."""
    row = site.own(device)
    return Identity(
        vendor=VENDOR,
        model=MODEL,
        serial=id_of(row),
        firmware=plainjson.need(row, str, "version"),
        name=plainjson.get(row, str, "displayName") or "",
        kind="recorder",
    )
