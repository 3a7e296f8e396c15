"""Recordings, their tracks, and the jobs that fill them (reference, D3 and D16)."""

from dataclasses import dataclass

from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import RECORDING
from sightline.errors import UnexpectedReply
from sightline.wire import xml


@dataclass(frozen=True, kw_only=True)
class Recording:
    """`source` is the device's name for what it records; `configuration` its document, to be edited and sent back."""

    token: str
    source: str
    audio_tracks: tuple[str, ...]
    configuration: xml.Element


@dataclass(frozen=True, kw_only=True)
class Source:
    """`kind` is a URI that says what the token names; `tracks` are the tokens of the tracks that it fills."""

    token: str
    kind: str
    tracks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What goes into a recording. An idle one can be active a moment later: it counts as well."""

    token: str
    recording: str
    sources: tuple[Source, ...]


def recordings(device: Session) -> list[Recording]:
    """Every recording of the device; a token stands once."""
    rows = xml.children(device.ask(RECORDING, "GetRecordings"), "RecordingItem")
    found = [_recording(row) for row in rows]
    if len({one.token for one in found}) < len(found):
        raise UnexpectedReply("GetRecordings lists one recording twice")
    return found


def _recording(row: xml.Element) -> Recording:
    configuration = xml.child(row, "Configuration")
    if configuration is None or xml.child(row, "Tracks") is None:
        raise UnexpectedReply("GetRecordings lists a recording without its configuration or tracks")
    tracks = {
        xml.need(track, "TrackToken"): xml.need(track, "Configuration/TrackType")
        for track in xml.children(row, "Tracks/Track")
    }
    return Recording(
        token=xml.need(row, "RecordingToken"),
        source=xml.text(configuration, "Source/SourceId") or "",
        audio_tracks=tuple(token for token, kind in tracks.items() if kind.lower() not in ("video", "metadata")),
        configuration=configuration,
    )


def jobs(device: Session) -> list[Job]:
    """Every recording job. Its mode is what it shall do, not what it does (reference, D16)."""
    return [_job(row) for row in xml.children(device.ask(RECORDING, "GetRecordingJobs"), "JobItem")]


def _job(row: xml.Element) -> Job:
    return Job(
        token=xml.need(row, "JobToken"),
        recording=xml.need(row, "JobConfiguration/RecordingToken"),
        sources=tuple(_source(one) for one in xml.children(row, "JobConfiguration/Source")),
    )


def _source(row: xml.Element) -> Source:
    """Without a Type the token names a receiver: another device, by the schema's own default."""
    token = xml.child(row, "SourceToken")
    return Source(
        token="" if token is None else xml.text(token, "Token") or "",
        kind="" if token is None else token.get("Type") or "",
        tracks=tuple(xml.need(track, "Destination") for track in xml.children(row, "Tracks")),
    )
