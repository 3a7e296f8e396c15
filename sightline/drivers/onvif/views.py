"""A still picture of each video source, at the address that the device names (Media, GetSnapshotUri)."""

from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from sightline.drivers.onvif.places import PATH
from sightline.drivers.onvif.profiles import Profile, profiles
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import MEDIA
from sightline.drivers.pictures import look
from sightline.errors import UnexpectedReply
from sightline.settings import Views
from sightline.wire import xml
from sightline.wire.http import Reply

ADDRESS = {MEDIA: "MediaUri/Uri"}


def read(device: Session) -> Views:
    """By the first profile of each source. Only the address's path is used: the host stays the inventory's."""
    return look(device.target.views, lambda: list(_first(device)), lambda channel: _still(device, channel))


def _first(device: Session) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for profile in profiles(device):
        if profile.channel:
            found.setdefault(profile.channel, profile)
    if not found:
        raise UnexpectedReply("no profile has a video source")
    return found


def _still(device: Session, channel: str) -> Reply:
    profile = _first(device)[channel]
    named = f'<m:ProfileToken xmlns:m="{profile.service}">{escape(profile.token)}</m:ProfileToken>'
    answer = device.ask(profile.service, "GetSnapshotUri", named)
    return device.still(_path(xml.need(answer, ADDRESS.get(profile.service, "Uri"))))


def _path(address: str) -> str:
    """An address that is none is not shown: some devices write a login into it."""
    try:
        parts = urlsplit(address)
    except ValueError as problem:
        raise UnexpectedReply("GetSnapshotUri gives no address") from problem
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme not in ("http", "https") or not PATH.fullmatch(path):
        raise UnexpectedReply("GetSnapshotUri gives no address of HTTP")
    return path
