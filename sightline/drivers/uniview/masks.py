"""Privacy masks: LAPI's have a path and no confirmed fields (reference, C9), so ONVIF's are read and switched."""

from sightline.drivers.onvif import masks as onvif
from sightline.drivers.uniview.session import Session
from sightline.settings import Masks


def read(device: Session) -> Masks:
    """Of all pictures that ONVIF shows."""
    return onvif.read(device.onvif)


def write(device: Session, found: Masks, wanted: Masks) -> None:
    """The switch of each mask."""
    onvif.write(device.onvif, found, wanted)
