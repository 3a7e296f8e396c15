"""4.2.28: each channel was recorded within the last day."""

from dataclasses import replace
from datetime import datetime, timedelta

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import ChannelHealth, Health, known

DAY = timedelta(days=1)
control = Control(
    "recording",
    reads=Health,
    title="Every channel was recorded in the last day",
    severity="high",
    looks_at=("channels.newest",),
    shows=("channels",),
    remedy="",
)


@control.spares
def spare(policy: Policy) -> str:
    """A camera behind a recorder is recorded there."""
    return "its recorder keeps the footage" if policy.declared.recorded_elsewhere else ""


@control.wants
def wants(found: Health, policy: Policy) -> Health:
    if not known(found.channels):
        return found
    return replace(found, channels=tuple(_recent(channel, policy) for channel in found.channels))


def _recent(channel: ChannelHealth, policy: Policy) -> ChannelHealth:
    newest = channel.newest
    if not known(newest):
        return channel
    late = newest is None or newest < policy.now - DAY
    return replace(channel, newest=policy.now - DAY) if late else channel


@control.explains
def explain(found: Health, policy: Policy) -> str:
    """Since when nothing was kept, and the longest gap where the device tells it."""
    said = []
    for channel in found.channels if known(found.channels) else ():
        if isinstance(channel.newest, datetime) and channel.newest < policy.now - DAY:
            said.append(f"channel {channel.channel}: nothing since {channel.newest:%Y-%m-%d %H:%M} UTC")
        elif channel.newest is None:
            said.append(f"channel {channel.channel}: nothing is kept")
        elif isinstance(channel.gap_seconds, float) and channel.gap_seconds > 0:
            said.append(f"channel {channel.channel}: longest gap of the day {channel.gap_seconds / 60:.0f} minutes")
    return "; ".join(said)
