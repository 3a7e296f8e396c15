"""How long recordings are kept, and the oldest that they hold (reference, D3)."""

from copy import deepcopy
from datetime import datetime, timedelta

from lxml import etree

from sightline.drivers.onvif import walltime
from sightline.drivers.onvif.moments import days, stamp
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.onvif.recordings import Recording, recordings
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import RECORDING, SEARCH
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Maybe, Retention, Track, Unlimited, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

#: A clock this far off says nothing about the age of footage.
CLOCK_TRUSTED = timedelta(days=1)
RUNS = {"Initiated": True, "Recording": True, "Stopped": False, "Removing": False, "Removed": False}


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
        recording=_runs(device, recording.token),
        limit="days" if isinstance(limit, int) else "none",
        max_days=limit,
        oldest=_oldest(device, recording.token),
    )


def _limit(recording: Recording) -> Maybe[int | Unlimited]:
    """What the device promises to delete after; whether it does, only the oldest recording shows (D3)."""
    try:
        return days(xml.need(recording.configuration, "MaximumRetentionTime"))
    except UnexpectedReply as problem:
        return Unread(f"recording {recording.token}: {problem}")


def _information(device: Session, token: str) -> xml.Element:
    answer = device.ask(SEARCH, "GetRecordingInformation", element(SEARCH, "RecordingToken", token))
    found = xml.child(answer, "RecordingInformation")
    if found is None or xml.text(found, "RecordingToken") != token:
        raise UnexpectedReply(f"GetRecordingInformation of {token}: answered with another recording, or none")
    return found


def _runs(device: Session, token: str) -> Maybe[bool]:
    try:
        said = xml.need(_information(device, token), "RecordingStatus")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    return RUNS.get(said, Unread(f"recording {token} is {said[:40]!r}"))


def _oldest(device: Session, token: str) -> Maybe[datetime | None]:
    """By its age on the device's own clock: the clock's error falls out."""
    try:
        ahead = walltime.ahead(device)
        if abs(ahead) > CLOCK_TRUSTED:
            return Unread(f"the device's clock is {abs(ahead).days} days off: ages of footage mean nothing")
        first = _first(_information(device, token))
        if first is None:
            return None
        start = first - ahead
        if start > walltime.now(device) + CLOCK_TRUSTED:
            return Unread(f"the oldest recording, {first:%Y-%m-%d}, lies in the device's own future")
        return start
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _first(information: xml.Element) -> datetime | None:
    """The earliest of the recording's own word and its tracks'; a track that ends where it begins holds nothing."""
    starts = [stamp(xml.need(information, "EarliestRecording"))] if _has(information, "EarliestRecording") else []
    empty = 0
    for track in xml.children(information, "Track"):
        start, end = stamp(xml.need(track, "DataFrom")), stamp(xml.need(track, "DataTo"))
        if end > start:
            starts.append(start)
        else:
            empty += 1
    if not starts and not empty and xml.text(information, "RecordingStatus") not in ("Initiated", "Removed"):
        raise UnexpectedReply("the recording gives neither an earliest time nor a track")
    return min(starts, default=None)


def _has(element: xml.Element, name: str) -> bool:
    return xml.child(element, name) is not None


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
