"""4.2.4: audio is off, at every encoder and on every recording track."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Absent, Audio, known

control = Control("no-audio", reads=Audio, title="No sound is taken in or kept", severity="critical")


@control.wants
def wants(found: Audio, policy: Policy) -> Audio:
    if isinstance(found.streams, Absent):
        return found
    heard = {stream.channel for stream in found.streams if not isinstance(stream.enabled, Absent)}
    recorded = found.recorded
    if known(recorded):
        recorded = tuple(replace(track, enabled=False) if track.channel in heard else track for track in recorded)
    return replace(found, streams=tuple(replace(stream, enabled=False) for stream in found.streams), recorded=recorded)


@control.explains
def explain(found: Audio, policy: Policy) -> str:
    if policy.declared.silent and not isinstance(found.streams, Absent):
        return "the inventory says `audio: none`, and the device lists sound"
    return ""
