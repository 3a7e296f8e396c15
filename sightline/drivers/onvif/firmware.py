"""The version's text (reference, D5): ONVIF states no build date, so nothing orders two versions."""

from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import DEVICE
from sightline.settings import Firmware, Unsupported
from sightline.wire import xml


def read(device: Session) -> Firmware:
    """ONVIF states a version and no build date: people compare it."""
    info = device.ask(DEVICE, "GetDeviceInformation")
    return Firmware(
        model=xml.need(info, "Model"),
        version=xml.need(info, "FirmwareVersion"),
        built=Unsupported("ONVIF states no build date, only the version's text (onvif.md, D5)"),
    )
