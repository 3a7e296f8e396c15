"""Whether sound is taken in, sent or kept."""

from dataclasses import dataclass

from sightline.settings.unknown import Absent, Maybe


@dataclass(frozen=True, kw_only=True)
class AudioStream:
    """One way that sound can take: an encoder's stream, or the sound of a recording track.

    `enabled` is Absent where the device lists the stream and no sound with it.
    """

    channel: str
    stream: str
    enabled: Maybe[bool]


@dataclass(frozen=True, kw_only=True)
class Audio:
    """`streams` are the encoders, `recorded` the sound of each recording track; both off is off."""

    streams: tuple[AudioStream, ...] | Absent
    recorded: Maybe[tuple[AudioStream, ...]]
