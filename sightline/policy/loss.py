"""What a shorter limit would destroy (design, section 5, rule 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.policy.waiver import Hold
from sightline.settings import Absent, Clock, Retention, Track, Unlimited, known

#: A clock this far behind is set right only by a case: a day.
JUMP_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Loss:
    """`days` of footage on the worst track that would go; None where the oldest recording is not known."""

    shortens: bool
    starts_overwriting: bool
    days: float | None

    @property
    def destroys(self) -> bool:
        """True where the write can make the device delete."""
        return self.shortens or self.starts_overwriting


def loss(found: Retention, wanted: Retention, now: datetime) -> Loss:
    """What going from `found` to `wanted` would do to footage."""
    if isinstance(found.tracks, Absent) or isinstance(wanted.tracks, Absent):
        return Loss(shortens=False, starts_overwriting=False, days=0)
    after = {track.track: track for track in wanted.tracks}
    shortened = [
        (old, after[old.track]) for old in found.tracks if old.track in after and _shorter(old, after[old.track])
    ]
    overwriting = wanted.overwrites_when_full is True and found.overwrites_when_full is not True
    gone = [_gone(old, new, now) for old, new in shortened]
    if overwriting:  # how full the store is decides what goes, unless it holds nothing
        gone += [0.0 if track.oldest is None else None for track in found.tracks]
    days = None if None in gone else max((days for days in gone if days is not None), default=0.0)
    return Loss(shortens=bool(shortened), starts_overwriting=overwriting, days=days)


def _shorter(old: Track, new: Track) -> bool:
    before, after = old.max_days, new.max_days
    if not isinstance(after, int):
        return False
    return isinstance(before, Unlimited) or not known(before) or after < before


def _gone(old: Track, new: Track, now: datetime) -> float | None:
    if old.oldest is None:
        return 0.0
    if not isinstance(old.oldest, datetime) or not isinstance(new.max_days, int):
        return None
    return max(0.0, (now - old.oldest) / timedelta(days=1) - new.max_days)


def refusal(of: Loss, holds: Sequence[Hold], accept_loss: str | None) -> str:
    """Why the write must not be made; "" where it may. `accept_loss` is the case that answers for it."""
    if not of.destroys or accept_loss:
        return ""
    way_out = "; if it may be lost, name the case that says so: `harden --accept-loss CASE`"
    if holds:
        held = ", ".join(f"{hold.case} until {hold.until}" for hold in holds)
        return f"footage of this system is held ({held}){way_out}"
    if of.days is None:
        what = "overwriting would start" if of.starts_overwriting else "the oldest recording could not be read"
        return f"{what}, so nobody knows what would be destroyed{way_out}"
    return ""


def clock_refusal(found: Clock, wanted: Clock, accept_loss: str | None) -> str:
    """Why a clock must not be set right; "" where it may.

    A clock that is far behind jumps forward when NTP takes over: all footage is old at once, and the limit deletes it.
    """
    offset = found.offset_seconds
    jumps = wanted != found and (not isinstance(offset, float | int) or offset < -JUMP_SECONDS)
    if not jumps or accept_loss:
        return ""
    behind = f"{-offset / JUMP_SECONDS:.1f} days behind" if isinstance(offset, float | int) else "unread"
    return (
        f"it is {behind}, and setting it right can make the device delete footage as too old; "
        "if it may be lost, name the case that says so: `harden --accept-loss CASE`"
    )
