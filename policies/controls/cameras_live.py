"""4.2.27: every camera works."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Health, known

control = Control(
    "cameras-live",
    reads=Health,
    title="Every camera gives a picture",
    severity="high",
    looks_at=("channels.live",),
    shows=("channels",),
    remedy="",
)


@control.wants
def wants(found: Health, policy: Policy) -> Health:
    if not known(found.channels):
        return found
    return replace(found, channels=tuple(replace(channel, live=True) for channel in found.channels))
