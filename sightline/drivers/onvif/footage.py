"""What a recording holds, and whether it grows, by the search service (reference, D3 and D16).

Times are ages on the device's own clock: the clock's error falls out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sightline.drivers.onvif import walltime
from sightline.drivers.onvif.moments import stamp
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import SEARCH
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Unread
from sightline.wire import xml

#: A clock this far off says nothing about the age of footage.
CLOCK_TRUSTED = timedelta(days=1)
RUNS = {"Initiated": True, "Recording": True, "Stopped": False, "Removing": False, "Removed": False}
Span = tuple[datetime, datetime]


def runs(device: Session, token: str) -> Maybe[bool]:
    """Whether it is being recorded to now; "Initiated" will be."""
    try:
        said = xml.need(_information(device, token), "RecordingStatus")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    return RUNS.get(said, Unread(f"recording {token} is {said[:40]!r}"))


def oldest(device: Session, token: str) -> Maybe[datetime | None]:
    """The start of what it holds, in UTC."""
    return _moment(device, token, "oldest", _first)


def newest(device: Session, token: str) -> Maybe[datetime | None]:
    """The end of what it holds, in UTC."""
    return _moment(device, token, "newest", _last)


def _moment(
    device: Session, token: str, which: str, of: Callable[[xml.Element], datetime | None]
) -> Maybe[datetime | None]:
    try:
        ahead = walltime.ahead(device)
        if abs(ahead) > CLOCK_TRUSTED:
            return Unread(f"the device's clock is {abs(ahead).days} days off: ages of footage mean nothing")
        said = of(_information(device, token))
        if said is None:
            return None
        moment = said - ahead
        if moment > walltime.now(device) + CLOCK_TRUSTED:
            return Unread(f"the {which} recording, {said:%Y-%m-%d}, lies in the device's own future")
        return moment
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _information(device: Session, token: str) -> xml.Element:
    answer = device.ask(SEARCH, "GetRecordingInformation", element(SEARCH, "RecordingToken", token))
    found = xml.child(answer, "RecordingInformation")
    if found is None or xml.text(found, "RecordingToken") != token:
        raise UnexpectedReply(f"GetRecordingInformation of {token}: answered with another recording, or none")
    return found


def _spans(information: xml.Element) -> list[Span]:
    return [
        (stamp(xml.need(track, "DataFrom")), stamp(xml.need(track, "DataTo")))
        for track in xml.children(information, "Track")
    ]


def _first(information: xml.Element) -> datetime | None:
    """The earliest of the recording's own word and its tracks'; a track that ends where it begins holds nothing."""
    starts = [stamp(xml.need(information, "EarliestRecording"))] if _has(information, "EarliestRecording") else []
    spans = _spans(information)
    starts += [start for start, end in spans if end > start]
    if not starts and not spans and xml.text(information, "RecordingStatus") not in ("Initiated", "Removed"):
        raise UnexpectedReply("the recording gives neither an earliest time nor a track")
    return min(starts, default=None)


def _last(information: xml.Element) -> datetime | None:
    """The latest of its tracks; the recording's own word only where it lists none."""
    if _first(information) is None:
        return None
    spans = _spans(information)
    if not spans:
        return stamp(xml.need(information, "LatestRecording"))
    return max((end for start, end in spans if end > start), default=None)


def _has(element: xml.Element, name: str) -> bool:
    return xml.child(element, name) is not None
