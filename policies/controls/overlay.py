"""4.2.28: each picture says which camera it is, and when."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import ChannelOverlay, Overlay, known

control = Control(
    "overlay",
    reads=Overlay,
    title="Name and time stand in the picture",
    severity="medium",
    looks_at=("channels",),
    shows=("channels",),
)


@control.wants
def wants(found: Overlay, policy: Policy) -> Overlay:
    """The name is the inventory's `views`, where it has one for the channel."""
    if not known(found.channels):
        return found
    return replace(found, channels=tuple(_named(channel, policy) for channel in found.channels))


def _named(channel: ChannelOverlay, policy: Policy) -> ChannelOverlay:
    declared = policy.declared
    view = declared.view if declared.role == "camera" else declared.channel_views.get(channel.channel, "")
    return replace(channel, text=view or channel.text, name_shown=True, time_shown=True)
