"""How long footage is kept, and how long it has been."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sightline.settings.unknown import UNLIMITED, Absent, Maybe, Unlimited, Unread, known


@dataclass(frozen=True, kw_only=True)
class Track:
    """One store of one channel's footage.

    `max_days` is what the device deletes after; UNLIMITED where it only overwrites when full. `limit` is the kind of
    limit in force; only "days" proves a number of days, which is 1 at least. `oldest` is the start of the oldest
    recording really held, None where the track holds nothing.
    """

    channel: str
    track: str
    recording: Maybe[bool]
    limit: Literal["days", "bytes", "disk_share", "none"]
    max_days: Maybe[int | Unlimited]
    oldest: Maybe[datetime | None]

    def __post_init__(self) -> None:
        if isinstance(self.max_days, int) and (self.limit != "days" or self.max_days < 1):
            raise ValueError(f"track {self.track}: a limit by {self.limit} is no limit of {self.max_days} days")
        if isinstance(self.oldest, datetime) and self.oldest.tzinfo is None:
            raise ValueError(f"track {self.track}: {self.oldest} has no time zone")


@dataclass(frozen=True, kw_only=True)
class Retention:
    """`tracks` is Absent where the device has nothing to store on. `protected` counts clips that are locked."""

    tracks: tuple[Track, ...] | Absent
    overwrites_when_full: Maybe[bool]
    protected: Maybe[int]

    @property
    def max_days(self) -> Maybe[int | Unlimited]:
        """The limit in force: the longest over all tracks; Unread where one of them is."""
        if isinstance(self.tracks, Absent):
            return self.tracks
        limits = [track.max_days for track in self.tracks]
        numbers = [limit for limit in limits if isinstance(limit, int)]
        if UNLIMITED in limits:
            return UNLIMITED
        return next((limit for limit in limits if not known(limit)), max(numbers) if numbers else Unread("no track"))

    @property
    def oldest(self) -> Maybe[datetime | None]:
        """The oldest recording over all tracks; Unread where one of them is; None where nothing is held."""
        if isinstance(self.tracks, Absent):
            return self.tracks
        held = [track.oldest for track in self.tracks]
        unknown = next((oldest for oldest in held if not known(oldest)), None)
        return unknown or min((oldest for oldest in held if isinstance(oldest, datetime)), default=None)
