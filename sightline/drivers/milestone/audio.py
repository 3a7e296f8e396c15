"""Microphones and speakers of every camera (recorders.md, 9)."""

from typing import Literal

from sightline.drivers.milestone.session import Row, Session, identity
from sightline.drivers.milestone.users import hidden
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Absent, Audio, AudioStream, Maybe, Unread
from sightline.wire import plainjson

KINDS: tuple[Literal["microphones", "speakers"], ...] = ("microphones", "speakers")
NONE = Absent("it lists no microphone and no speaker")


def read(device: Session) -> Audio:
    """One that is off is not recorded either. What the camera keeps by itself, on a card, only the camera can say."""
    rows = [row for kind in KINDS for row in device.all(kind)]
    if len({identity(row) for row in rows}) < len(rows):
        raise UnexpectedReply("a microphone and a speaker have one id")
    others = [AudioStream(channel="", stream="others", enabled=why)] if (why := hidden(device)) else []
    streams = (*(_stream(row, _on(row)) for row in rows), *others)
    recorded = (*(_stream(row, _recorded(row)) for row in rows), *others)
    return Audio(streams=streams or NONE, recorded=recorded or NONE)


def _stream(row: Row, enabled: Maybe[bool]) -> AudioStream:
    return AudioStream(channel=plainjson.need(row, str, "displayName"), stream=identity(row), enabled=enabled)


def _on(row: Row) -> Maybe[bool]:
    try:
        return plainjson.need(row, bool, "enabled")
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _recorded(row: Row) -> Maybe[bool]:
    try:
        kept = plainjson.need(row, bool, "recordingEnabled") or bool(plainjson.get(row, bool, "edgeStorageEnabled"))
        return plainjson.need(row, bool, "enabled") and kept
    except UnexpectedReply as problem:
        return Unread(str(problem))


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """Switched off, one by one. None is switched on, and none is deleted: new cameras bring new ones."""
    if not (isinstance(found.streams, tuple) and isinstance(wanted.streams, tuple)):
        return
    kinds = {identity(row): kind for kind in KINDS for row in device.all(kind)}
    for old, new in zip(found.streams, wanted.streams, strict=True):
        if old.enabled == new.enabled:
            continue
        if new.enabled is not False or new.stream not in kinds:
            raise WriteRefused(f"{new.channel}: sound is only ever switched off, and only where it is listed")
        device.change(kinds[new.stream], new.stream, {"enabled": False})
