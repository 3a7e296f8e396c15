"""4.2.15, 4.2.19: the device notices when its view is covered, turned or lost."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Tamper, known

control = Control(
    "tamper",
    reads=Tamper,
    title="Tampering with the view is noticed",
    severity="medium",
    looks_at=("detections.enabled",),
    shows=("detections",),
)


@control.wants
def wants(found: Tamper, policy: Policy) -> Tamper:
    if not known(found.detections):
        return found
    return replace(found, detections=tuple(replace(one, enabled=True) for one in found.detections))
