"""Sound at every encoder (reference, section 2)."""

from sightline.drivers.dahua.channels import Encoder, encoders
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import boolean, put
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Audio, AudioStream, Maybe, Unread, known

SWITCH = "AudioEnable"
#: The switches are written both ways.
LETS_SOUND_IN = True
CARRIED = Absent("no switch of its own was ever found: a recording carries its stream's sound (dahua.md, 2)")


def read(device: Session) -> Audio:
    """The table Encode has a switch for each stream and each kind of recording; any of them may sound."""
    found = encoders(device)
    streams = tuple(AudioStream(channel=one.channel, stream=one.stream, enabled=_enabled(one)) for one in found)
    silent = all(isinstance(stream.enabled, Absent) for stream in streams)
    if not device.plane.closes_itself and not silent:
        streams = tuple(_said(stream) for stream in streams)
    return Audio(streams=Absent("no stream of the device lists sound") if silent else streams, recorded=CARRIED)


def _enabled(one: Encoder) -> Maybe[bool]:
    if isinstance(one.row, Unread):
        return one.row
    try:
        said = boolean(one.row, SWITCH)
    except UnexpectedReply as problem:
        return Unread(f"{one.stream}: {problem}")
    return Absent("the stream lists no sound") if said is None else said


def _said(stream: AudioStream) -> AudioStream:
    """By text, a switch that others have and this one has not may have been cut off."""
    if not isinstance(stream.enabled, Absent):
        return stream
    cut = Unread(f"{stream.stream} has no {SWITCH} and others have: the reply may have been cut")
    return AudioStream(channel=stream.channel, stream=stream.stream, enabled=cut)


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """All in one table. A recorder may pass it on to the camera, or not: both are read."""
    if not (isinstance(found.streams, tuple) and isinstance(wanted.streams, tuple)):
        return
    before = {stream.stream: stream.enabled for stream in found.streams}
    changed = {s.stream: s.enabled for s in wanted.streams if known(s.enabled) and s.enabled != before.get(s.stream)}
    if not changed:
        return
    table = device.edit("Encode")
    for one in encoders(device):
        if one.stream in changed:
            put(table, changed[one.stream], *one.path, SWITCH)
    device.put("Encode", table)
