"""Privacy masks, by the parameters that every firmware keeps of them (reference, A9)."""

from sightline.drivers.axis import discovery
from sightline.drivers.axis.channels import channel, only_a_camera
from sightline.drivers.axis.params import numbered_twice
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Mask, Masks, Unsupported, known

FLAG = "Properties.PrivacyMask.PrivacyMask"
SWITCH = "Image.I#.Overlay.MaskWindows.M#.Enabled"
NO_AREA = Unsupported("the largest resolution, which areas are measured by, is not confirmed (reference A9, E)")


def read(device: Session) -> Masks:
    """The flag counts, not the number of masks that there might be."""
    only_a_camera(device)
    flag = device.switch(FLAG)
    if flag is False:
        return Masks(masks=Absent("the device says that it has no privacy masks"))
    if isinstance(flag, Absent):
        return Masks(masks=discovery.without(device, FLAG, ("privacy-mask",)))
    if not known(flag):
        return Masks(masks=flag)
    return Masks(
        masks=tuple(
            Mask(channel=channel(view), mask=f"M{mask}", enabled=device.switch(name), area_percent=NO_AREA)
            for view, mask, name in numbered_twice(device.params, SWITCH)
        )
    )


def write(device: Session, found: Masks, wanted: Masks) -> None:
    """Switches masks on; draws none."""
    if not (isinstance(found.masks, tuple) and isinstance(wanted.masks, tuple)):
        return
    before = {(mask.channel, mask.mask): mask for mask in found.masks}
    todo = {}
    for mask in wanted.masks:
        old = before.get((mask.channel, mask.mask))
        if old is None:
            raise UnexpectedReply(f"mask {mask.mask} of channel {mask.channel} is not there")
        if mask.enabled != old.enabled and known(mask.enabled):
            todo[SWITCH.replace("#", str(int(mask.channel) - 1), 1).replace("#", mask.mask[1:])] = mask.enabled
    device.update(todo)
