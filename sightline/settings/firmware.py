"""Which software a device runs."""

from dataclasses import dataclass
from datetime import date

from sightline.settings.unknown import Absent, Maybe

NOT_LISTED = Absent("the device lists no pending updates")


@dataclass(frozen=True, kw_only=True)
class Firmware:
    """`built` is the build date where the make states one: it orders releases better than the version's text.

    `pending` counts updates that the device itself knows and has not installed; `built` is then the day of that word.
    """

    model: str
    version: str
    built: Maybe[date]
    pending: Maybe[int] = NOT_LISTED
