"""GetDeviceInformation (reference, D1)."""

from sightline.drivers.onvif.profiles import profiles
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import DEVICE
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Identity
from sightline.wire import xml


def read(device: Session) -> Identity:
    """All of it is free text: an OEM's manufacturer may be empty, "ONVIF" or "H264" (recorded)."""
    info = device.ask(DEVICE, "GetDeviceInformation")
    return Identity(
        vendor=xml.text(info, "Manufacturer") or "onvif",
        model=xml.need(info, "Model"),
        serial=xml.need(info, "SerialNumber"),
        firmware=xml.need(info, "FirmwareVersion"),
        name="",
        kind="recorder" if _pictures(device) > 1 else "camera",
    )


def _pictures(device: Session) -> int:
    """ONVIF has no word for a recorder: one shows more than one picture, a camera of two lenses as well (D1)."""
    try:
        return len({profile.channel for profile in profiles(device) if profile.channel})
    except (UnexpectedReply, Unsupported):
        return 0
