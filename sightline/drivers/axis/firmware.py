"""Version and build date (reference, A1, A5): long-term tracks run beside the active one, so the date orders them."""

from datetime import date

from sightline.drivers.axis import moments
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Firmware, Maybe, Unread, Unsupported


def read(device: Session) -> Firmware:
    """By the parameters: they are of the running firmware."""
    return Firmware(
        model=device.need("Brand.ProdShortName"),
        version=device.need("Properties.Firmware.Version"),
        built=_built(device),
    )


def _built(device: Session) -> Maybe[date]:
    text = device.params.get("Properties.Firmware.BuildDate")
    if not text:
        lack = device.lack("Properties.Firmware.BuildDate")
        return Unsupported("the device states no build date") if isinstance(lack, Absent) else lack
    try:
        return moments.built(text).date()
    except UnexpectedReply as problem:
        return Unread(f"build date: {problem}")
