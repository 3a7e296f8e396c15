"""4.2.16, 4.2.27: each camera shows what it showed when it was commissioned."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import ChannelView, Views, known

control = Control(
    "views",
    reads=Views,
    title="Each camera shows its commissioned view",
    severity="medium",
    looks_at=("channels.blank", "channels.covered", "channels.moved", "channels.out_of_focus"),
    shows=("channels",),
    remedy="",
)


@control.spares
def spare(policy: Policy) -> str:
    declared = policy.declared
    asked = declared.views_accepted or (declared.role == "camera" and declared.view)
    return "" if asked else "the inventory says of no view here (`views`), and none was accepted"


@control.wants
def wants(found: Views, policy: Policy) -> Views:
    if not known(found.channels):
        return found
    return replace(found, channels=tuple(_right(channel) for channel in found.channels))


def _right(channel: ChannelView) -> ChannelView:
    return replace(channel, blank=False, covered=False, moved=False, out_of_focus=False)
