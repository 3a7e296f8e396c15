"""The sound input of each channel (reference, C2)."""

from sightline.drivers.onvif.profiles import reason
from sightline.drivers.uniview.channels import ids
from sightline.drivers.uniview.fields import rows, switch
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Audio, AudioStream, Maybe, known
from sightline.settings import Unsupported as Unsupportable

#: A camera's web interface has the first, its other clients the second; recorders have only the second.
OWN, OF_CHANNEL = "Media/Audio/Input", "Channels/{}/Media/Audio/Input"


def read(device: Session) -> Audio:
    """All streams of a channel carry its one input."""
    streams = tuple(AudioStream(channel=one, stream=one, enabled=_enabled(device, one)) for one in ids(device))
    return Audio(streams=streams, recorded=_recorded(device))


def _recorded(device: Session) -> Maybe[tuple[AudioStream, ...]]:
    if device.kind == "camera":
        return Absent("a camera's web interface has no switch for the sound of recordings: they hold what is taken in")
    return Unsupportable("no source names a recorder's switch for the sound of its recordings (reference, C2)")


def _enabled(device: Session, channel: str) -> Maybe[bool]:
    """Off is IsMute 1 and every input 0: a recorded camera is muted by the one and listens by the other."""
    try:
        data = device.get(_place(device, channel))
        inputs = rows(data, "AudioInputList", "AudioInputNum")
        return not switch(data, "IsMute") or any(switch(one, "Enabled") for one in inputs)
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _place(device: Session, channel: str) -> str:
    own = OF_CHANNEL.format(channel)
    return device.place(OWN, own) if device.kind == "camera" else own


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """Both switches, and only off: nothing lets sound in."""
    if not (isinstance(found.streams, tuple) and isinstance(wanted.streams, tuple)):
        return
    for old, new in zip(found.streams, wanted.streams, strict=True):
        if old != new and known(new.enabled):
            if new.enabled:
                raise WriteRefused(f"channel {new.channel}: sound is only ever taken out")
            path = _place(device, new.channel)
            data = device.edit(path)
            data["IsMute"] = 1
            for one in data["AudioInputList"]:
                one["Enabled"] = 0
            device.put(path, data)
