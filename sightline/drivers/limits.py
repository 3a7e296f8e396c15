"""A limit of days that is one for all footage of a device, beside what is wanted of each track."""

from collections.abc import Sequence

from sightline.errors import WriteRefused
from sightline.settings import Track


def for_all(found: Sequence[Track], wanted: Sequence[Track], days: int) -> None:
    """Raises WriteRefused where the limit would shorten a track that is to stay as it is (a waiver covers it)."""
    same = [new for old, new in zip(found, wanted, strict=True) if old.max_days == new.max_days]
    kept = [one.track for one in same if _in_use(one) and not _as_short(one, days)]
    if kept:
        raise WriteRefused(f"one limit is for all of it, and track {', '.join(kept)} is to keep its footage")


def _in_use(track: Track) -> bool:
    return track.recording is not False or track.oldest is not None


def _as_short(track: Track, days: int) -> bool:
    return isinstance(track.max_days, int) and track.max_days <= days
