"""4.2.4: audio is off, at every encoder and on every recording track."""

from collections.abc import Iterator
from dataclasses import replace

from sightline.policy.control import Control, NotMet, keep_unknown
from sightline.policy.exempt import exceptions, lets_in
from sightline.policy.policy import Policy
from sightline.policy.witness import Peer, Testimony
from sightline.settings import Absent, Audio, AudioStream, Maybe, Outside, Unread, Unsupported, known

control = Control("no-audio", reads=Audio, title="No sound is taken in or kept", severity="critical")


@control.wants
def wants(found: Audio, policy: Policy) -> Audio:
    """A track's own switch counts, but where every stream of its channel is listed without sound.

    On where an exception in effect names the channel, off everywhere else. `audio: none` in the inventory is a claim:
    a device that lists a microphone against it is drift, even switched off.
    """
    streams: tuple[AudioStream, ...] = () if isinstance(found.streams, Absent) else found.streams
    heard = {stream.channel for stream in streams if not isinstance(stream.enabled, Absent)}
    silent = {stream.channel for stream in streams} - heard
    recorded = found.recorded
    if known(recorded):
        recorded = tuple(track if track.channel in silent else _switched(track, policy) for track in recorded)
    switched = tuple(_switched(stream, policy) for stream in streams)
    wanted = Audio(streams=switched if isinstance(found.streams, tuple) else found.streams, recorded=recorded)
    if contradiction(found, policy) and keep_unknown(found, wanted) == found:
        raise NotMet(contradiction(found, policy))
    return wanted


def _switched(stream: AudioStream, policy: Policy) -> AudioStream:
    return replace(stream, enabled=policy.acts and lets_in(policy.exempt, stream.channel))


@control.explains
def explanation(found: Audio, policy: Policy) -> str:
    return "; ".join(filter(None, (contradiction(found, policy), exceptions(policy.exempt))))


def contradiction(found: Audio, policy: Policy) -> str:
    streams = found.streams if isinstance(found.streams, tuple) else ()
    listed = [stream.stream for stream in streams if known(stream.enabled)]
    if not (policy.declared.silent and listed):
        return ""
    return f"the inventory says `audio: none`, and the device lists sound ({', '.join(listed)}): one of them is wrong"


@control.witnessed
def offered(outside: Outside, policy: Policy) -> Iterator[Testimony]:
    """Sound in the description of a stream, whatever the device says of its encoder."""
    for one in outside.sightings:
        if one.about == "audio":
            yield Testimony(
                path="streams.enabled",
                of=one.stream,
                channel=one.channel,
                witness=one.witness,
                found=one.seen,
                wanted=False,
            )


@control.confirmed
def told(peer: Peer, policy: Policy) -> Iterator[Testimony]:
    """A recorder hears what its camera sends: where they disagree, one of them is wrong."""
    yield Testimony(
        path="streams.enabled",
        of=peer.channel,
        channel=peer.channel or None,
        witness=peer.name,
        found=_sound(peer.found, peer.theirs),
        wanted=False,
    )


def _sound(found: Audio | Unread | Unsupported | Absent, channel: str) -> Maybe[bool]:
    """On where a stream of the channel is; off only where each one is known to be."""
    if not isinstance(found, Audio):
        return found
    if isinstance(found.streams, Absent):
        return False
    own = [stream.enabled for stream in found.streams if channel in ("", stream.channel)]
    values = [False if isinstance(one, Absent) else one for one in own]
    if True in values:
        return True
    return next((one for one in values if one is not False), False if own else Unread("it lists no stream of it"))
