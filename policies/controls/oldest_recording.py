"""4.2.10: what is really held is no older than the limit, with a day's grace for the device to delete."""

from dataclasses import replace
from datetime import datetime, timedelta

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Absent, Retention, Track

control = Control(
    "oldest-recording",
    reads=Retention,
    title="No recording is older than the limit",
    severity="high",
    looks_at=("tracks.oldest",),
    shows=("oldest",),
    remedy="",
)


@control.wants
def wants(found: Retention, policy: Policy) -> Retention:
    if isinstance(found.tracks, Absent):
        return found
    return replace(found, tracks=tuple(_young(track, policy) for track in found.tracks))


def _young(track: Track, policy: Policy) -> Track:
    limit = policy.now - timedelta(days=policy.retention_days, hours=policy.deletion_lag_hours)
    if isinstance(track.oldest, datetime) and track.oldest < limit:
        return replace(track, oldest=limit)
    return track


@control.explains
def explain(found: Retention, policy: Policy) -> str:
    """Days held; where the limit is set already, by when the device should have deleted."""
    if not isinstance(found.oldest, datetime):
        return "nothing is held" if found.oldest is None else ""
    days = (policy.now - found.oldest) / timedelta(days=1)
    text = f"the oldest recording is {days:.1f} days old, the limit is {policy.retention_days}"
    late = days > policy.retention_days + policy.deletion_lag_hours / 24
    if late and isinstance(found.max_days, int) and found.max_days <= policy.retention_days:
        text += f"; the limit is set: {_purge(policy)}"
    return text


def _purge(policy: Policy) -> str:
    shortened, hours = policy.declared.shortened, policy.deletion_lag_hours
    if shortened is None:
        return f"the device has {hours} hours to delete once it was shortened"
    until = shortened + timedelta(hours=hours)
    has = "has" if policy.now <= until else "had"
    when, until_when = (f"{moment:%Y-%m-%d %H:%M}" for moment in (shortened, until))
    return f"it was shortened on {when} UTC, and the device {has} until {until_when} to delete"
