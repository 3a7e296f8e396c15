"""3.2: every camera that a recorder shows is in the inventory, and the reverse."""

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Policy
from sightline.settings import ChannelHealth, Health, known

control = Control(
    "asset-register",
    reads=Health,
    title="The recorder's cameras are those of the inventory",
    severity="medium",
    looks_at=("channels.address",),
    shows=("channels",),
    remedy="",
)


@control.spares
def spare(policy: Policy) -> str:
    return "" if policy.declared.role == "recorder" else "a camera shows itself alone"


@control.wants
def wants(found: Health, policy: Policy) -> Health:
    """A camera that is wired to the recorder has no address, and no line of its own."""
    if known(found.channels):
        wrong = [*_unknown(found.channels, policy), *_missing(found.channels, policy)]
        if wrong:
            raise NotMet("; ".join(wrong))
    return found


def _unknown(channels: tuple[ChannelHealth, ...], policy: Policy) -> list[str]:
    hosts = policy.declared.site_hosts
    return [
        f"channel {one.channel} shows {one.address}, which is not in the inventory"
        for one in channels
        if known(one.address) and one.address and one.address not in hosts
    ]


def _missing(channels: tuple[ChannelHealth, ...], policy: Policy) -> list[str]:
    """What the inventory has behind this recorder, and the recorder has not or has elsewhere."""
    there = {one.channel: one.address for one in channels}
    wrong = []
    for channel, host in policy.declared.channel_hosts.items():
        if channel not in there:
            wrong.append(f"the inventory has {host} at channel {channel}, and the recorder has no such channel")
        elif known(address := there[channel]) and address != host:
            shown = f"shows {address}" if address else "is wired to the recorder"
            wrong.append(f"channel {channel} {shown}, and the inventory has {host} there")
    return wrong
