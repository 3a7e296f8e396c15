"""4.2.4: audio is off, at every encoder and on every recording track."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet, keep_unknown
from sightline.policy.policy import Policy
from sightline.settings import Absent, Audio, AudioStream, known

control = Control("no-audio", reads=Audio, title="No sound is taken in or kept", severity="critical")


@control.wants
def wants(found: Audio, policy: Policy) -> Audio:
    """A track's own switch counts, but where every stream of its channel is listed without sound.

    `audio: none` in the inventory is a claim: a device that lists a microphone against it is drift, even switched off.
    """
    streams: tuple[AudioStream, ...] = () if isinstance(found.streams, Absent) else found.streams
    heard = {stream.channel for stream in streams if not isinstance(stream.enabled, Absent)}
    silent = {stream.channel for stream in streams} - heard
    recorded = found.recorded
    if known(recorded):
        recorded = tuple(track if track.channel in silent else replace(track, enabled=False) for track in recorded)
    off = tuple(replace(stream, enabled=False) for stream in streams)
    wanted = Audio(streams=off if isinstance(found.streams, tuple) else found.streams, recorded=recorded)
    if contradiction(found, policy) and keep_unknown(found, wanted) == found:
        raise NotMet(contradiction(found, policy))
    return wanted


@control.explains
def contradiction(found: Audio, policy: Policy) -> str:
    streams = found.streams if isinstance(found.streams, tuple) else ()
    listed = [stream.stream for stream in streams if known(stream.enabled)]
    if not (policy.declared.silent and listed):
        return ""
    return f"the inventory says `audio: none`, and the device lists sound ({', '.join(listed)}): one of them is wrong"
