"""Sound at every encoder stream and on every track (reference, section 2)."""

from sightline.drivers.hikvision import places
from sightline.drivers.hikvision.channels import Stream, stores, streams, tracks
from sightline.drivers.hikvision.session import Session
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Audio, AudioStream, Maybe, Unread, known
from sightline.wire import xml

#: The switches are written both ways.
LETS_SOUND_IN = True
SAVED = "CustomExtensionList/CustomExtension/SaveAudio"


def read(device: Session) -> Audio:
    """[F] A stream without sound has no `<Audio>`; main and sub may differ; SaveAudio is on by default."""
    encoders = tuple(
        AudioStream(channel=s.channel, stream=s.stream, enabled=_enabled(device, s)) for s in streams(device)
    )
    if all(isinstance(encoder.enabled, Absent) for encoder in encoders):
        silent = Absent("no stream of the device lists sound")
        return Audio(streams=silent, recorded=silent)
    return Audio(streams=encoders, recorded=_recorded(device))


def _enabled(device: Session, stream: Stream) -> Maybe[bool]:
    if isinstance(stream.document, Unread):
        return stream.document
    try:
        if xml.child(stream.document, "Audio") is None:
            return _silent(device, stream.channel)
        return xml.need_boolean(stream.document, "Audio/enabled")
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _silent(device: Session, channel: str) -> Absent | Unread:
    """What a recorder keeps of a camera that it does not reach may lack what the camera has."""
    try:
        lost = device.kind == "recorder" and places.online(device).get(channel) is False
    except Unsupported:
        lost = False
    return Unread(f"channel {channel} is offline, and lists no sound") if lost else Absent("the stream lists no sound")


@or_why_not
def _recorded(device: Session) -> Maybe[tuple[AudioStream, ...]]:
    if isinstance(nothing := stores(device), Absent) and device.kind == "camera":
        return nothing
    return tuple(
        AudioStream(channel=track[:-2], stream=track, enabled=_saved(document)) for track, document in tracks(device)
    )


def _saved(document: xml.Element) -> Maybe[bool]:
    saved = xml.boolean(document, SAVED)
    return Absent("the track has no switch for sound") if saved is None else saved


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """Each stream and track that differs, by its own document. A recorder passes it on to the camera."""
    for path, root, switch, before, after in (
        ("Streaming/channels", "StreamingChannel", "Audio/enabled", found.streams, wanted.streams),
        ("ContentMgmt/record/tracks", "Track", SAVED, found.recorded, wanted.recorded),
    ):
        if not (isinstance(before, tuple) and isinstance(after, tuple)):
            continue
        for old, new in zip(before, after, strict=True):
            if old != new and known(new.enabled):
                document = device.edit(f"{path}/{new.stream}", root)
                xml.put_text(document, switch, str(new.enabled).lower())
                device.put(f"{path}/{new.stream}", document)
