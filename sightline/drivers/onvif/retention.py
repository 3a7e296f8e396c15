"""How long recordings are kept, and the oldest that they hold (reference, D3)."""

from copy import deepcopy

from lxml import etree

from sightline.drivers.onvif import footage
from sightline.drivers.onvif.moments import days
from sightline.drivers.onvif.recordings import Recording, recordings
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import RECORDING
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import UNLIMITED, Maybe, Retention, Track, Unlimited, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml


def read(device: Session) -> Retention:
    """By recordings. A device without the service may keep footage all the same, by its maker's own means."""
    return Retention(
        tracks=tuple(_track(device, recording) for recording in recordings(device)),
        overwrites_when_full=Unsupportable("ONVIF does not say what a full disk does (onvif.md, D3)"),
        protected=Unsupportable("ONVIF has no locked clips"),
    )


def _track(device: Session, recording: Recording) -> Track:
    limit = _limit(recording)
    return Track(
        channel=recording.source,
        track=recording.token,
        recording=footage.runs(device, recording.token),
        limit="days" if isinstance(limit, int) else "none",
        max_days=limit,
        oldest=footage.oldest(device, recording.token),
    )


def _limit(recording: Recording) -> Maybe[int | Unlimited]:
    """What the device promises to delete after; whether it does, only the oldest recording shows (D3)."""
    try:
        return days(xml.need(recording.configuration, "MaximumRetentionTime"))
    except UnexpectedReply as problem:
        return Unread(f"recording {recording.token}: {problem}")


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """The recording's own configuration, as it was read but for the limit.

    By hand: zeep takes an empty text for a missing one, and refuses to send such a document back.
    """
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no recording to limit")
    if wanted.overwrites_when_full != found.overwrites_when_full:
        raise WriteRefused("ONVIF does not say what a full disk does, and cannot change it")
    for old, new in zip(found.tracks, wanted.tracks, strict=True):
        if old.max_days != new.max_days:
            _shorten(device, new)


def _shorten(device: Session, wanted: Track) -> None:
    if wanted.max_days is UNLIMITED or not isinstance(wanted.max_days, int):
        raise WriteRefused(f"recording {wanted.track} takes no limit of {wanted.max_days} days")
    recording = next((one for one in recordings(device) if one.token == wanted.track), None)
    if recording is None:
        raise WriteRefused(f"the device lists recording {wanted.track} no more")
    document = deepcopy(recording.configuration)
    document.tag, document.tail = f"{{{RECORDING}}}RecordingConfiguration", None
    xml.put_text(document, "MaximumRetentionTime", f"P{wanted.max_days}D")
    token = element(RECORDING, "RecordingToken", wanted.track)
    device.tell_by_hand(RECORDING, "SetRecordingConfiguration", token + etree.tostring(document, encoding="unicode"))
