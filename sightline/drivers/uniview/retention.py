"""How long footage is kept (reference, C3). LAPI has no limit in days in any source: the oldest recording tells.

A camera's card by the ONVIF recording service, a recorder by the days of each month on which LAPI says it recorded.
"""

from datetime import datetime

from sightline.drivers.onvif import retention as onvif
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.uniview import footage
from sightline.drivers.uniview.channels import channels
from sightline.drivers.uniview.fields import part, switch
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Retention, Track
from sightline.settings import Unsupported as Unsupportable

CARD = "Channel/0/Media/Storage"
NO_LIMIT = Unsupportable("no source names a limit in days (reference, C3 and E): only the oldest recording tells")
NOT_SAID = Unsupportable("no confirmed path says whether the channel records now")
FULL = Unsupportable("the fields of Storage/StoreStrategy are not confirmed (reference, C3)")
LOCKED = Unsupportable("no confirmed call lists locked clips")


def read(device: Session) -> Retention:
    """A recorder's slots without a camera count as well: they may hold what an earlier camera recorded."""
    if device.kind == "recorder":
        tracks = tuple(_track(device, one.channel) for one in channels(device))
        return Retention(tracks=tracks, overwrites_when_full=FULL, protected=LOCKED)
    card = onvif.read(device.onvif)
    return Retention(tracks=card.tracks, overwrites_when_full=_overwrites(device), protected=LOCKED)


def _track(device: Session, channel: str) -> Track:
    return Track(
        channel=channel,
        track=channel,
        recording=NOT_SAID,
        limit="none",
        max_days=NO_LIMIT,
        oldest=_oldest(device, channel),
    )


def _oldest(device: Session, channel: str) -> Maybe[datetime | None]:
    try:
        return footage.oldest(device, channel)
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _overwrites(device: Session) -> Maybe[bool]:
    try:
        return switch(part(device.get(CARD), "VideoStorage"), "StoragePolicy")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def write(device: Session, found: Retention, wanted: Retention) -> None:
    """A camera's: what a full card does by LAPI, the limit of each recording by ONVIF."""
    if wanted.overwrites_when_full != found.overwrites_when_full and isinstance(wanted.overwrites_when_full, bool):
        data = device.edit(CARD)
        part(data, "VideoStorage")["StoragePolicy"] = int(wanted.overwrites_when_full)
        device.put(CARD, data)
    if wanted.tracks != found.tracks and device.kind == "camera":
        same = found.overwrites_when_full
        limits = Retention(tracks=wanted.tracks, overwrites_when_full=same, protected=found.protected)
        onvif.write(device.onvif, found, limits)
