"""Whether pictures arrive."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class ChannelHealth:
    """`live` is what the device says of one channel now."""

    channel: str
    live: Maybe[bool]


@dataclass(frozen=True, kw_only=True)
class Health:
    """Each channel once."""

    channels: Maybe[tuple[ChannelHealth, ...]]
