"""The pictures of a device: `camera=1` of a request is `I0` of the parameters (reference, A1)."""

from sightline.drivers.axis.params import boolean
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml


def is_recorder(device: Session) -> bool:
    """By its type or its full name, which are free text (A1)."""
    words = (device.params.get(f"Brand.{name}") or "" for name in ("ProdType", "ProdFullName"))
    return "recorder" in " ".join(words).lower()


def only_a_camera(device: Session) -> None:
    """A recorder that is read as a camera would hide its channels."""
    if is_recorder(device):
        raise Unsupported("of this make's recorders no more than parameters and disks is confirmed (reference E)")


def views(device: Session) -> tuple[int, ...]:
    """Numbers of the views that are on; those of the sensors where the device has no switch for views (5.x)."""
    listed = {number: value for number, _, value in device.params.numbered("Image.I#.Enabled")}
    if any(boolean(value) is None for value in listed.values()):
        raise UnexpectedReply("a view is neither on nor off")
    found = tuple(number for number, value in listed.items() if boolean(value))
    return found or tuple(range(sensors(device)))


def sensors(device: Session) -> int:
    """How many there are, one at least."""
    number = xml.number(device.need("ImageSource.NbrOfSources"))
    if not number or number > 64:
        raise UnexpectedReply("ImageSource.NbrOfSources is no number of sensors")
    return number


def channel(number: int) -> str:
    """As people and recorders count."""
    return str(number + 1)
