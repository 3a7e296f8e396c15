"""Name and time in the picture: LAPI's have paths and no confirmed fields (reference, C10), so ONVIF's are read."""

from sightline.drivers.onvif import overlay as onvif
from sightline.drivers.uniview.session import Session
from sightline.settings import Overlay


def read(device: Session) -> Overlay:
    """The recorded terminal answers GetOSDs with a fault: there it is unread."""
    return onvif.read(device.onvif)


def write(device: Session, found: Overlay, wanted: Overlay) -> None:
    """What is missing is added, nothing taken out."""
    onvif.write(device.onvif, found, wanted)
