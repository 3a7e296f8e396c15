"""Which software a device runs."""

from dataclasses import dataclass
from datetime import date

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Firmware:
    """`built` is the build date where the make states one: it orders releases better than the version's text."""

    model: str
    version: str
    built: Maybe[date]
