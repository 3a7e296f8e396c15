"""What time a device thinks it is, and who tells it."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Clock:
    """`offset_seconds` is the device's clock less ours, half the round trip taken off; good to one second.

    `source` is "ntp", or the device's word for what else sets its clock; `servers` are NTP names or addresses in the
    device's order; `time_zone` is the device's own text, for people.
    """

    source: str
    servers: tuple[str, ...]
    offset_seconds: Maybe[float]
    time_zone: str
