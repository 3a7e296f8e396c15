"""Camera tampering (reference, A12): it has no switch of its own, only rules that act on it."""

from sightline.drivers.axis.channels import channel, only_a_camera
from sightline.drivers.axis.session import Session
from sightline.settings import Absent, Detection, Tamper, Unread, Unsupported, known

FLAG, SENSOR = "Properties.Tampering.Tampering", "Tampering.T#.MinDuration"
RULES = Unsupported("it acts only where an event rule says so, and the list of rules is not confirmed (reference A12)")


def read(device: Session) -> Tamper:
    """One detection of each sensor, of a view that is covered or turned."""
    only_a_camera(device)
    flag = device.switch(FLAG)
    if flag is False or isinstance(flag, Absent):
        return Tamper(detections=Absent("the device says that it notices no tampering"))
    if not known(flag):
        return Tamper(detections=flag)
    found = tuple(
        Detection(channel=channel(number), kind="covered", enabled=RULES)
        for number, _, _ in device.params.numbered(SENSOR)
    )
    return Tamper(detections=found or Unread("the device has camera tampering, and lists none of its sensors"))
