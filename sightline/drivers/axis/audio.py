"""Sound: a switch of each source, and one of each stream configuration (reference, A2)."""

from sightline.drivers.axis.channels import only_a_camera
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Audio, AudioStream, Maybe, Unread, known
from sightline.wire import xml

#: Switch, and the number of them that the device says it has.
SWITCHES = (
    ("Audio.A#.Enabled", "Audio.NbrOfConfigs"),
    ("AudioSource.A#.AudioSupport", "AudioSource.NbrOfSources"),
)
#: The switches are written both ways.
LETS_SOUND_IN = True
HARDWARE = "Properties.Audio.Audio"
NOT_KEPT = Absent("a recording takes the sound of its stream: it has no switch of its own (reference A2)")


def read(device: Session) -> Audio:
    """Both kinds must be off: what one of them hides, the other lets out again."""
    only_a_camera(device)
    has = device.switch(HARDWARE)
    found = [stream for pattern, number in SWITCHES for stream in _switches(device, pattern, number)]
    if not found and (has is False or isinstance(has, Absent)):
        silent = Absent("the device says that it has no audio" if has is False else has.reason)
        return Audio(streams=silent, recorded=silent)
    if not found:
        raise UnexpectedReply(f"param.cgi lists no switch for sound, and {HARDWARE} does not say that there is none")
    return Audio(streams=tuple(found), recorded=NOT_KEPT)


def _switches(device: Session, pattern: str, counted: str) -> list[AudioStream]:
    """Each that is listed, and one that is unread for each that is counted and not listed."""
    listed = {number: name for number, name, _ in device.params.numbered(pattern)}
    count = device.params.get(counted)
    said = xml.number(count or "0")
    if said is None or said > 64:
        raise UnexpectedReply(f"{counted} is no number of switches")
    names = {**{number: pattern.replace("#", str(number)) for number in range(said)}, **listed}
    return [_stream(device, name) for _, name in sorted(names.items())]


def _stream(device: Session, name: str) -> AudioStream:
    enabled: Maybe[bool] = device.switch(name)
    if isinstance(enabled, Absent):
        enabled = Unread(f"counted, and not listed: {enabled.reason}")
    return AudioStream(channel="1", stream=name.rpartition(".")[0], enabled=enabled)


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """All in one request."""
    if not (isinstance(found.streams, tuple) and isinstance(wanted.streams, tuple)):
        return
    device.update(
        {
            f"{new.stream}.{'AudioSupport' if new.stream.startswith('AudioSource.') else 'Enabled'}": new.enabled
            for old, new in zip(found.streams, wanted.streams, strict=True)
            if old != new and known(new.enabled)
        }
    )
