"""How long tracks keep footage, and the oldest that they hold (reference, section 3)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from math import ceil
from typing import Literal

from sightline.drivers import clocks
from sightline.drivers.hikvision import footage, walltime
from sightline.drivers.hikvision.channels import inputs, stores, tracks
from sightline.drivers.hikvision.session import Session
from sightline.drivers.parts import or_unread
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Absent, Maybe, Retention, Track, Unlimited, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

EXTENSION, EXTENSION_ROOT = "ContentMgmt/Storage/extension", "storageExtension"
DURATION = re.compile(r"P([0-9]{1,6})D(?:T([0-9]{1,6})H)?")


def read(device: Session) -> Retention:
    """By tracks. A camera without a store keeps nothing; a recorder that lists none is asked all the same, and of a
    channel whose track its list leaves out nobody knows what it keeps."""
    if isinstance(nothing := stores(device), Absent) and device.kind == "camera":
        return Retention(tracks=nothing, overwrites_when_full=nothing, protected=nothing)
    documents = tracks(device)
    return Retention(
        tracks=(*(_track(device, track, document) for track, document in documents), *_missing(device, documents)),
        overwrites_when_full=_overwrites(device, [document for _, document in documents]),
        protected=Unsupportable("no confirmed call lists locked clips"),
    )


def _track(device: Session, track: str, document: xml.Element) -> Track:
    days = _days(device, document)
    limit: Literal["days", "none"] = "days" if isinstance(days, int) else "none"
    return Track(
        channel=track[:-2],
        track=track,
        recording=_recording(device, document),
        limit=limit,
        max_days=days,
        oldest=_oldest(device, track),
    )


def _missing(device: Session, documents: list[tuple[str, xml.Element]]) -> Iterator[Track]:
    """Channels that a recorder lists, and no track of them."""
    there = {track[:-2] for track, _ in documents}
    for channel in inputs(device) if device.kind == "recorder" else ():
        if channel not in there:
            why = Unread(f"channel {channel} is listed and has no recording track")
            yield Track(channel=channel, track=f"{channel}01", recording=why, limit="none", max_days=why, oldest=why)


def _days(device: Session, document: xml.Element) -> int | Unlimited:
    """A recorder's P0D is no limit; a camera's Duration is in force only with durationEnabled ([V])."""
    text = xml.need(document, "Duration")
    form = DURATION.fullmatch(text)
    if form is None:
        raise UnexpectedReply(f"Duration {text[:40]!r} is no number of days")
    days = ceil(int(form[1]) + int(form[2] or 0) / 24)
    enabled = xml.boolean(document, "durationEnabled")
    in_force = enabled if enabled is not None else device.kind == "recorder"
    return days if in_force and days else UNLIMITED


def _recording(device: Session, document: xml.Element) -> Maybe[bool]:
    """[L] A recorder's own `Enable` means nothing: its switch is enableSchedule with something in the schedule."""
    scheduled = xml.boolean(document, "CustomExtensionList/CustomExtension/enableSchedule")
    if scheduled is None:
        return Unread("the track has no enableSchedule")
    if device.kind == "camera":
        return scheduled and xml.boolean(document, "Enable") is not False
    blocks = xml.children(document, "TrackSchedule/ScheduleBlockList/ScheduleBlock/ScheduleAction")
    return scheduled and next(blocks, None) is not None


@or_unread
def _overwrites(device: Session, documents: list[xml.Element]) -> Maybe[bool]:
    """One switch for a recorder, one per track for a camera."""
    if device.kind == "recorder":
        document = device.feature(EXTENSION, EXTENSION_ROOT, "isSupportExtHdCfg")
        if isinstance(document, Absent | Unread | Unsupportable):
            return document
        return xml.need_boolean(document, "LoopEnable")
    return all(xml.need_boolean(document, "LoopEnable") for document in documents)


def _oldest(device: Session, track: str) -> Maybe[datetime | None]:
    """In UTC, by the age on the device's own clock: its zone and offset fall out."""
    try:
        ahead = walltime.ahead(device)
        clocks.trust(ahead)
        first = footage.oldest(device, track)
        if first is None:
            return None
        age = walltime.now(device) - first
        if age < -clocks.TRUSTED:
            return Unread(f"the oldest recording, {first}, lies in the device's own future")
        return device.reply(walltime.TIME).at.astimezone(UTC) - age
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
    except OverflowError:
        return Unread("the oldest recording lies before the calendar begins")


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Overwriting first, so that no disk stops in between; then each track that differs."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no track to limit")
    if device.kind == "recorder" and wanted.overwrites_when_full != found.overwrites_when_full:
        document = device.edit(EXTENSION, EXTENSION_ROOT)
        xml.put_text(document, "LoopEnable", str(wanted.overwrites_when_full).lower())
        device.put(EXTENSION, document)
    for old, new in zip(found.tracks, wanted.tracks, strict=True):
        loops = device.kind == "camera" and wanted.overwrites_when_full != found.overwrites_when_full
        if old != new or loops:
            path = f"ContentMgmt/record/tracks/{new.track}"
            document = device.edit(path, "Track")
            if old != new:
                _limit(document, new)
            if loops:
                xml.put_text(document, "LoopEnable", str(wanted.overwrites_when_full).lower())
            device.put(path, document)


def _limit(document: xml.Element, wanted: Track) -> None:
    """Within what the device lists; a camera without durationEnabled cannot enforce a number of days."""
    duration = xml.child(document, "Duration")
    longest = duration.get("max", "") if duration is not None else ""
    days = wanted.max_days
    if not isinstance(days, int) or days > (xml.number(longest) or days):
        raise WriteRefused(f"track {wanted.track} takes no limit of {days} days")
    enabled = xml.boolean(document, "durationEnabled")
    if enabled is None and xml.child(document, "LoopEnable") is not None:
        raise WriteRefused(f"track {wanted.track}: this firmware has no expiry in days, it only overwrites when full")
    xml.put_text(document, "Duration", f"P{days}DT0H")
    if enabled is False:
        xml.put_text(document, "durationEnabled", "true")
