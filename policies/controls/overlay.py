"""4.2.28: each picture says which camera it is, and when."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet
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
    nameless = [one.channel for one in found.channels if isinstance(one.text, str) and not one.text.strip()]
    if any(not _view(channel, policy) for channel in nameless):
        raise NotMet(f"channel {', '.join(nameless)} has no name: give it one, or say `views` in the inventory")
    return replace(found, channels=tuple(_named(channel, policy) for channel in found.channels))


def _named(channel: ChannelOverlay, policy: Policy) -> ChannelOverlay:
    return replace(channel, text=_view(channel.channel, policy) or channel.text, name_shown=True, time_shown=True)


def _view(channel: str, policy: Policy) -> str:
    declared = policy.declared
    return declared.view if declared.role == "camera" else declared.channel_views.get(channel, "")
