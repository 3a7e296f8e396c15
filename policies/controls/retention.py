"""4.2.10: nothing is held longer than the limit: the policy's, or the system's own shorter one."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Absent, Retention, Track, Unlimited

control = Control(
    "retention",
    reads=Retention,
    title="Footage is deleted after the limit",
    severity="high",
    looks_at=("tracks.recording", "tracks.max_days", "overwrites_when_full"),
    shows=("max_days", "overwrites_when_full"),
)


@control.wants
def wants(found: Retention, policy: Policy) -> Retention:
    """Shorter limits stay. Overwriting must be on, or the disk stops when full."""
    if isinstance(found.tracks, Absent):
        return found
    tracks = tuple(_limited(track, policy.retention_days) for track in found.tracks)
    return replace(found, tracks=tracks, overwrites_when_full=True)


def _limited(track: Track, days: int) -> Track:
    """A track that neither records nor holds anything has nothing to limit."""
    idle = track.recording is False and track.oldest is None
    limit = track.max_days
    if idle or not isinstance(limit, int | Unlimited):
        return track
    if isinstance(limit, Unlimited) or limit > days:
        return replace(track, max_days=days, limit="days")
    return track
