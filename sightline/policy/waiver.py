"""Time-limited exceptions and holds. Days are whole days of the estate's time zone; both ends are included."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """An exception to one control on named devices (`site/device`, globs). It never covers what was not read."""

    control: str
    devices: tuple[str, ...]
    reason: str
    case: str
    approved_by: str
    starts: date
    until: date
    channels: tuple[str, ...] = ()

    def covers(self, control: str, device: str, today: date) -> bool:
        """True where the waiver is in force for this control on this device today."""
        named = any(fnmatchcase(device, pattern) for pattern in self.devices)
        return self.control == control and named and self.starts <= today <= self.until

    def touches(self, channel: str | None) -> bool:
        """True for a channel that it names; one that names none touches everything."""
        return not self.channels or channel in self.channels


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Footage that must not be lost. Empty `devices` or `channels` mean all of the system's."""

    case: str
    devices: tuple[str, ...]
    channels: tuple[str, ...]
    starts: date
    until: date

    def stands(self, today: date) -> bool:
        """True from now until the hold ends: one that starts later still needs the footage."""
        return today <= self.until
