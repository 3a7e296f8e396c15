"""REST: one login, the configuration, and lists (recorders.md, 5; frigate/api/auth.py)."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sightline.drivers import Target
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire import plainjson
from sightline.wire.http import Reply
from sightline.wire.token import JSON, TokenHttp

CONFIG, LOGIN = "config", "/api/login"
TOO_MANY = 429


class Session:
    """One recorder. Answers are read once and kept until a write.

    The first request asks for the configuration as nobody: who answers that lets everybody in, as its port 5000 does.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = TokenHttp(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            accept=JSON,
            refusals=(401, 403, TOO_MANY),
            refused=_refused,
        )
        self.counts = self._http.counts
        #: True where it asks nobody for a login.
        self.open = False
        self._met = False
        self._stuck: DeviceError | None = None
        self._kept: dict[str, tuple[Any, datetime] | DeviceError] = {}

    def close(self) -> None:
        """The token is forgotten; a logout would only take a cookie away (frigate/api/auth.py)."""
        self._http.close()

    def forget(self) -> None:
        """Drops every answer."""
        self._kept.clear()

    def get(self, path: str) -> Any:
        """The JSON at `/api/<path>`: to be read, never to be edited. Raises Unsupported where there is no such path."""
        return self.asked(path)[0]

    def asked(self, path: str) -> tuple[Any, datetime]:
        """As `get`, with the moment (UTC) at which it was true."""
        self._begin()
        if path not in self._kept:
            try:
                self._kept[path] = self._read(path)
            except (UnexpectedReply, Unsupported) as problem:
                self._kept[path] = problem
        kept = self._kept[path]
        if isinstance(kept, DeviceError):
            raise kept
        return kept

    @property
    def config(self) -> Any:
        """The whole configuration as it is in force, defaults filled in."""
        return self.get(CONFIG)

    @property
    def cameras(self) -> dict[str, Any]:
        """Each camera's part of the configuration, by its name. One that runs and is not in it makes it no answer."""
        found = plainjson.need(self.config, dict, "cameras")
        if not all(isinstance(one, dict) for one in found.values()):
            raise UnexpectedReply("a camera of the configuration is no object")
        if more := plainjson.need(self.get("stats"), dict, "cameras").keys() - found.keys():
            raise UnexpectedReply(f"the camera {sorted(more)[0][:40]} runs, and the configuration does not have it")
        return found

    def set(self, camera: str, part: str, change: dict[str, Any]) -> None:
        """Changes a part of a camera's configuration, in the file and in force at once: `part` is one that the
        program takes up while it runs (frigate/config/camera/updater.py)."""
        body = {
            "requires_restart": 0,
            "update_topic": f"config/cameras/{camera}/{part}",
            "config_data": {"cameras": {camera: {part: change}}},
        }
        self._write("PUT", "config/set", json.dumps(body).encode())

    def still(self, camera: str) -> Reply:
        """A picture of a camera, which is kept nowhere."""
        self._begin()
        ask: Callable[[str, str], Reply] = self._http.anonymous if self.open else self._http.show
        return ask("GET", f"/api/{part(camera)}/latest.jpg")

    def delete(self, path: str) -> None:
        """Takes one thing away."""
        self._write("DELETE", path)

    def _write(self, method: str, path: str, body: bytes = b"") -> None:
        self._begin()
        if self.open:
            raise WriteRefused(f"{path}: no login was asked for; nothing is written to an open device")
        self.forget()
        reply = self._http.show(method, f"/api/{path}", body)
        try:
            said = plainjson.answer(path, reply)
        except UnexpectedReply as problem:
            raise WriteRefused(f"the device refused the write: {problem}") from problem
        if plainjson.get(said, bool, "success") is not True:
            raise WriteRefused(f"{path}: the device did not confirm the write")

    def _begin(self) -> None:
        if self._stuck is not None:
            raise self._stuck
        if self._met:
            return
        try:
            first = self._http.anonymous("GET", f"/api/{CONFIG}")
            if first.status == 401:
                self._log_in()
            else:
                self._kept[CONFIG] = plainjson.answer(CONFIG, first), first.at
                self.open = True
            self._met = True
        except DeviceError as problem:
            self._stuck = problem
            raise

    def _log_in(self) -> None:
        body = json.dumps({"user": self.target.user, "password": self.target.password}).encode()
        self._http.hand_over(LOGIN, body, JSON, _token)

    def _read(self, path: str) -> tuple[Any, datetime]:
        ask: Callable[[str, str], Reply] = self._http.anonymous if self.open else self._http.show
        reply = ask("GET", f"/api/{path}")
        if reply.status == 404:
            raise Unsupported(f"{path}: there is no such thing (HTTP 404)")
        return plainjson.answer(path, reply), reply.at


def part(text: str) -> str:
    """A name as a part of a path."""
    return quote(text, safe="")


def _token(reply: Reply) -> str:
    """It stands in the one cookie that a login sets; the cookie's name can be chosen."""
    found = [cookie.partition(";")[0].partition("=")[2] for cookie in reply.cookies]
    if reply.status != 200 or len(found) != 1:
        raise UnexpectedReply(f"the login was answered with HTTP {reply.status} and {len(found)} cookies")
    return found[0]


def _refused(reply: Reply) -> DeviceError:
    if reply.status == TOO_MANY:
        return LockedOut("the device takes no login from us for now: too many were tried (HTTP 429)")
    return LoginRefused(f"the device refused our login (HTTP {reply.status})")
