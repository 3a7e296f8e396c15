"""Sound that is listened to, recorded, or passed on (recorders.md, 5)."""

from typing import Any

from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Audio, AudioStream, Maybe, Unread, Unsupported
from sightline.wire import plainjson

#: Presets of what is recorded (frigate/ffmpeg_presets.py): those with -an are silent.
SILENT = ("preset-record-generic", "preset-record-mjpeg", "preset-record-jpeg")
LOUD = ("preset-record-generic-audio-aac", "preset-record-generic-audio-copy", "preset-record-ubiquiti")
PASSED_ON = Unsupported(
    "it passes on the camera's own stream, sound as well where the camera sends it (recorders.md, 5)"
)


def read(device: Session) -> Audio:
    """By each camera's configuration: what listens, what is recorded, and the streams that go out."""
    cameras = device.cameras
    streams = [
        AudioStream(channel=name, stream=f"{name} listening", enabled=_listens(one)) for name, one in cameras.items()
    ]
    out = plainjson.get(device.config, dict, "go2rtc", "streams") or {}
    streams += [AudioStream(channel=name, stream=f"{name} live", enabled=PASSED_ON) for name in out]
    recorded = [
        AudioStream(channel=name, stream=f"{name} recorded", enabled=_recorded(one)) for name, one in cameras.items()
    ]
    return Audio(streams=tuple(streams), recorded=tuple(recorded))


def _listens(camera: dict[str, Any]) -> Maybe[bool]:
    """For sounds that it knows, or to write down what is said."""
    try:
        return plainjson.need(camera, bool, "audio", "enabled") or bool(
            plainjson.get(camera, bool, "audio_transcription", "enabled")
        )
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _recorded(camera: dict[str, Any]) -> Maybe[bool]:
    """A preset, or the program's own arguments as one text or a list."""
    output = plainjson.get(camera, dict, "ffmpeg", "output_args") or {}
    said = output.get("record")
    words = said.split() if isinstance(said, str) else said
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        return Unread("no arguments of what is recorded")
    if words[0].startswith("preset-"):
        unknown = Unread(f"a preset that is not known, {words[0][:60]}")
        return (
            unknown
            if len(words) > 1
            else {**dict.fromkeys(SILENT, False), **dict.fromkeys(LOUD, True)}.get(words[0], unknown)
        )
    return "-an" not in words


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """It stops to listen at once. What is recorded is only taken up by a restart, which is for a person."""
    if not (isinstance(found.streams, tuple) and isinstance(wanted.streams, tuple)):
        return
    for old, new in zip(found.streams, wanted.streams, strict=True):
        if old.enabled == new.enabled:
            continue
        if new.enabled is not False:
            raise WriteRefused(f"{new.stream}: sound is only ever taken out")
        _deafen(device, new.channel)
    if found.recorded != wanted.recorded:
        raise WriteRefused(
            f"sound is recorded: set ffmpeg.output_args.record to {SILENT[0]} and restart it: that is for a person"
        )


def _deafen(device: Session, name: str) -> None:
    for part in ("audio", "audio_transcription"):
        if plainjson.get(device.cameras.get(name), bool, part, "enabled"):
            device.set(name, part, {"enabled": False})
