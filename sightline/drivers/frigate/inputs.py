"""Where the cameras' pictures come from, and by which account (frigate/api/app.py)."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import ChannelLogin
from sightline.wire import plainjson

#: Addresses may stand behind another word: ffmpeg:rtsp://…#video=copy.
ADDRESS = re.compile(r"[a-z0-9]+://[^\s#]+", re.ASCII)
#: Paths with their passwords, for administrators alone: nothing but the names is taken out of it.
RAW = "config/raw_paths"
MASKED, HERE = "*", ("127.0.0.1", "localhost", "::1", "")


def logins(device: Session) -> tuple[ChannelLogin, ...]:
    """The account at each camera; "" where it is not shown."""
    try:
        said = device.get(RAW)
    except (UnexpectedReply, Unsupported):
        said = device.config
    cameras = plainjson.need(said, dict, "cameras")
    found = [row for name, camera in cameras.items() for one in _inputs(camera) for row in _login(name, one)]
    for name, streams in (plainjson.get(said, dict, "go2rtc", "streams") or {}).items():
        for one in [streams] if isinstance(streams, str) else streams if isinstance(streams, list) else []:
            found += _login(name, one) if isinstance(one, str) else []
    return tuple(dict.fromkeys(found))


def host(path: str) -> str:
    """The host of an input; "" where it names none, or this one."""
    at = ADDRESS.search(path)
    try:
        found = (urlsplit(at[0]).hostname or "") if at else ""
    except ValueError as problem:
        raise UnexpectedReply("an input that is no address") from problem
    return "" if found in HERE else found


def _inputs(camera: Any) -> list[str]:
    return [plainjson.need(row, str, "path") for row in plainjson.rows(camera, "ffmpeg", "inputs")]


def _login(channel: str, path: str) -> list[ChannelLogin]:
    """None for a stream of this host's own, and for an address without a login."""
    where, at = host(path), ADDRESS.search(path)
    user = urlsplit(at[0]).username if at else None
    if not where or user is None:
        return []
    return [ChannelLogin(channel=channel, address=where, account="" if user == MASKED else unquote(user))]
