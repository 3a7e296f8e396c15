"""What is written into the picture: which camera it is, and when."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class ChannelOverlay:
    """`text` is the camera's name as the device would write it; `time_shown` means date and time both."""

    channel: str
    text: Maybe[str]
    name_shown: Maybe[bool]
    time_shown: Maybe[bool]


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """Each channel once."""

    channels: Maybe[tuple[ChannelOverlay, ...]]
