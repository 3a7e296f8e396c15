"""A still picture of each channel: video/snapshot of SUNAPI, as its published clients ask."""

from sightline.drivers.hanwha.channels import shown, sources
from sightline.drivers.hanwha.session import Session
from sightline.drivers.pictures import look
from sightline.settings import Views
from sightline.wire.http import Reply


def read(device: Session) -> Views:
    """Units of one channel may not know the word `Channel`: it is left out there."""
    return look(device.target.views, lambda: list(_numbers(device)), lambda channel: _still(device, channel))


def _numbers(device: Session) -> dict[str, str]:
    return {shown(number): number for number in sources(device)}


def _still(device: Session, channel: str) -> Reply:
    numbers = _numbers(device)
    return device.still({"Channel": numbers[channel]} if len(numbers) > 1 else {})
