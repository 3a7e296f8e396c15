"""How long footage is kept, and the oldest that is held (reference, B3)."""

from datetime import datetime
from typing import Literal

from sightline.drivers import clocks
from sightline.drivers.hanwha import footage, walltime
from sightline.drivers.hanwha.channels import each, own, shown, sources, stores
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import UNLIMITED, Absent, Maybe, Retention, Track, Unlimited, Unread
from sightline.settings import Unsupported as Unsupportable

STORAGE = ("recording", "storage")


def read(device: Session) -> Retention:
    """One track a channel. A camera keeps nothing where no store is in it and recording to it is off as well."""
    setting = device.view(*STORAGE)
    if isinstance(nothing := stores(device), Absent) and device.kind == "camera":
        if setting.flag("Enable"):
            raise UnexpectedReply("recording/storage is enabled, and the device lists no store")
        return Retention(tracks=nothing, overwrites_when_full=nothing, protected=nothing)
    return Retention(
        tracks=tuple(_track(device, setting, number) for number in sources(device)),
        overwrites_when_full=setting.flag("OverWrite"),
        protected=Unsupportable("no confirmed call lists locked clips (B3)"),
    )


def _track(device: Session, setting: Document, number: str) -> Track:
    days = _days(device, setting, number)
    limit: Literal["days", "none"] = "days" if isinstance(days, int) else "none"
    return Track(
        channel=shown(number),
        track=shown(number),
        recording=_recording(device, setting, number),
        limit=limit,
        max_days=days,
        oldest=_oldest(device, number),
    )


def _days(device: Session, setting: Document, number: str) -> Maybe[int | Unlimited]:
    """Days count only with AutoDeleteEnable; a recorder has them by channel, a camera for its card."""
    try:
        if not setting.flag("AutoDeleteEnable"):
            return UNLIMITED
        row = each(device, setting)[number] if device.kind == "recorder" else setting
        if isinstance(row, Unread):
            return row
        days = row.number("AutoDeleteDays")
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return days if days >= 1 else Unread(f"recording/storage: deletes after {days} days")


@or_why_not
def _recording(device: Session, setting: Document, number: str) -> Maybe[bool]:
    """Always, by its schedule, or at events: any of them is recording."""
    row = each(device, device.view("recording", "general"))[number]
    if isinstance(row, Unread):
        return row
    return setting.flag("Enable") and {row.need("NormalMode"), row.need("EventMode")} != {"Off"}


def _oldest(device: Session, number: str) -> Maybe[datetime | None]:
    """A recorder tells one time for all channels: none of them holds anything older."""
    try:
        clocks.trust(walltime.ahead(device))
        first = footage.oldest(device, number)
        return None if first is None else walltime.moment(device, first)
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """Overwriting first, so that no disk stops in between; then the days."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        raise WriteRefused("there is no track to limit")
    if wanted.overwrites_when_full != found.overwrites_when_full:
        device.tell(*STORAGE, "set", {"OverWrite": wanted.overwrites_when_full is True})
    changed = [new for old, new in zip(found.tracks, wanted.tracks, strict=True) if old.max_days != new.max_days]
    days = {own(track.channel): track.max_days for track in changed if isinstance(track.max_days, int)}
    if len(days) < len(changed):
        raise WriteRefused("this device is given limits in days only")
    if not days:
        return
    unlimited = [one.track for one in wanted.tracks if one.max_days is UNLIMITED and _in_use(one)]
    if unlimited:
        raise WriteRefused(
            f"one switch deletes on all channels, and track {', '.join(unlimited)} is to keep its footage"
        )
    if device.kind == "camera":
        device.tell(*STORAGE, "set", {"AutoDeleteEnable": True, "AutoDeleteDays": min(days.values())})
    else:
        _limit(device, days)


def _in_use(track: Track) -> bool:
    return track.recording is not False or track.oldest is not None


def _limit(device: Session, days: dict[str, int]) -> None:
    """Days before the switch: with the switch first, a channel's old number of days would delete at once."""
    for number, wanted in days.items():
        device.tell(*STORAGE, "set", {"AutoDeleteDays": wanted}, channel=number)
    setting = device.view(*STORAGE)
    if setting.flag("AutoDeleteEnable"):
        return
    for number, row in each(device, setting).items():
        if isinstance(row, Unread) or row.number("AutoDeleteDays") < days.get(number, 1):
            raise WriteRefused(f"channel {number} did not take its days; deleting is not switched on")
    device.tell(*STORAGE, "set", {"AutoDeleteEnable": True})
