"""Whether a covered lens is noticed (reference, C12). The rule has no area: it looks at the whole picture."""

from sightline.drivers.onvif.profiles import reason
from sightline.drivers.uniview.channels import ids
from sightline.drivers.uniview.fields import number, switch
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Detection, Maybe, Tamper, known

RULE = "Channels/{}/Alarm/TamperDetection/Rule"


def read(device: Session) -> Tamper:
    """A Sensitivity of 0 notices nothing; its alarm goes to whoever subscribed, by the device's own doing."""
    found = [Detection(channel=one, kind="covered", enabled=_enabled(device, one)) for one in ids(device)]
    return Tamper(detections=tuple(found))


def _enabled(device: Session, channel: str) -> Maybe[bool]:
    try:
        rule = device.get(RULE.format(channel))
        return switch(rule, "Enabled") and number(rule, "Sensitivity") > 0
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def write(device: Session, found: Tamper, wanted: Tamper) -> None:
    """Switches the rule on, as sensitive as it was set."""
    if not (known(found.detections) and known(wanted.detections)):
        return
    for old, new in zip(found.detections, wanted.detections, strict=True):
        if old == new or not known(new.enabled):
            continue
        path = RULE.format(new.channel)
        data = device.edit(path)
        if not new.enabled or not number(data, "Sensitivity"):
            raise WriteRefused(f"{path}: only ever switched on, and by a sensitivity that is set")
        device.put(path, {**data, "Enabled": 1})
