"""Still pictures: LAPI's path has no confirmed answer (reference, C), so ONVIF's are taken."""

from sightline.drivers.onvif import views as onvif
from sightline.drivers.uniview.session import Session
from sightline.settings import Views


def read(device: Session) -> Views:
    """By the video sources of its ONVIF service."""
    return onvif.read(device.onvif)
