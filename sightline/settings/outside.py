"""What can be seen of a device from outside, whatever it says of itself."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """What one probe saw. `about` is a service's name, or "audio" of one stream.

    `seen` is True where the thing is there, False where it is shut; Unread where the witness could not speak.
    `witness` names the probe and where it looked: "telnet, tcp/23".
    """

    witness: str
    about: str
    seen: Maybe[bool]
    channel: str | None = None
    stream: str = ""


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Every probe of one look; an empty one looked at nothing."""

    sightings: tuple[Sighting, ...] = ()
