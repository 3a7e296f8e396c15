"""Whether pictures arrive and are kept."""

from dataclasses import dataclass
from datetime import datetime

from sightline.settings.unknown import Maybe, Unsupported

NOT_SAID = Unsupported("this make does not say it")


@dataclass(frozen=True, kw_only=True)
class ChannelHealth:
    """What the device says of one channel now.

    `live`: its picture arrives. `recording`: it is being recorded. `newest` is the end of the newest recording really
    held, None where there is none; `gap_seconds` the longest time without a recording in the last 24 hours. `address`
    is where a recorder takes the picture from: "" where the camera is wired to it.
    """

    channel: str
    live: Maybe[bool]
    recording: Maybe[bool] = NOT_SAID
    newest: Maybe[datetime | None] = NOT_SAID
    gap_seconds: Maybe[float] = NOT_SAID
    address: Maybe[str] = NOT_SAID


@dataclass(frozen=True, kw_only=True)
class Health:
    """Each channel once."""

    channels: Maybe[tuple[ChannelHealth, ...]]
