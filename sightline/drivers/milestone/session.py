"""REST behind a token (recorders.md, 9)."""

import json
from copy import deepcopy
from typing import Any
from urllib.parse import quote, urlencode

from sightline.drivers import Target
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire import plainjson
from sightline.wire.http import Reply
from sightline.wire.token import JSON, TokenHttp

LOGIN, BASE = "/API/IDP/connect/token", "/api/rest/v1/"
FORM = "application/x-www-form-urlencoded"
CLIENT = {"grant_type": "password", "client_id": "GrantValidatorClient"}
Row = dict[str, Any]


class Session:
    """One management server. Answers are read once and kept until a write."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = TokenHttp(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            accept=JSON,
            refusals=(400, 401, 403),
            refused=_refused,
        )
        self.counts = self._http.counts
        self._stuck: DeviceError | None = None
        self._met = False
        self._kept: dict[str, list[Row] | DeviceError] = {}

    def close(self) -> None:
        """No source gives a logout: the token runs out by itself."""
        self._http.close()

    def forget(self) -> None:
        """Drops every answer."""
        self._kept.clear()

    def all(self, resource: str) -> list[Row]:
        """Every item of a resource, switched off or not: to be read, never to be edited.

        Raises Unsupported where there is no such resource.
        """
        self._begin()
        if resource not in self._kept:
            try:
                self._kept[resource] = self._listed(resource)
            except (UnexpectedReply, Unsupported) as problem:
                self._kept[resource] = problem
        kept = self._kept[resource]
        if isinstance(kept, DeviceError):
            raise kept
        return kept

    def below(self, parent: str, row: Row, children: str) -> list[Row]:
        """The items of a resource that belong to one item of another."""
        return self.all(f"{parent}/{quote(identity(row), safe='')}/{children}")

    def change(self, resource: str, item: str, changes: Row) -> None:
        """Writes an item back as it is now, but for the changes. A field that it has not is not written."""
        self._begin()
        path = f"{BASE}{resource}/{quote(item, safe='')}"
        document = deepcopy(plainjson.need(plainjson.answer(path, self._http.show("GET", path)), dict, "data"))
        for name, value in changes.items():
            if type(document.get(name)) is not type(value):
                raise WriteRefused(f"{resource} {item} has no {name} to write")
            document[name] = value
        self.forget()
        reply = self._http.show("PUT", path, json.dumps(document).encode())
        try:
            plainjson.need(plainjson.answer(path, reply), dict, "data")
        except UnexpectedReply as problem:
            raise WriteRefused(f"the device refused the write: {problem}") from problem

    def _begin(self) -> None:
        if self._stuck is not None:
            raise self._stuck
        if self._met:
            return
        body = urlencode({**CLIENT, "username": self.target.user, "password": self.target.password})
        try:
            self._http.hand_over(LOGIN, body.encode(), FORM, _token)
        except DeviceError as problem:
            self._stuck = problem
            raise
        self._met = True

    def _listed(self, resource: str) -> list[Row]:
        """Without `?disabled` a list leaves out what is switched off [client]."""
        reply = self._http.show("GET", f"{BASE}{resource}?disabled")
        if reply.status == 404:
            raise Unsupported(f"{resource}: there is no such resource (HTTP 404)")
        rows = plainjson.rows(plainjson.answer(resource, reply), "array")
        names = [identity(row) for row in rows]
        if len(set(names)) < len(names):
            raise UnexpectedReply(f"{resource} lists one item twice")
        return rows


def identity(row: Row) -> str:
    """The item's id, as text."""
    return plainjson.need(row, str, "id")


def _token(reply: Reply) -> str:
    return plainjson.need(plainjson.answer("the login", reply), str, "access_token")


def _refused(reply: Reply) -> DeviceError:
    """`error_code` says that the account is locked [client]; for how long, nothing does."""
    try:
        said = plainjson.parse(reply.body)
        code, words = plainjson.get(said, str, "error_code"), plainjson.get(said, str, "error_description")
    except UnexpectedReply:
        code, words = None, None
    shown = f"HTTP {reply.status}{f', {words[:60]}' if words else ''}"
    if code == "LockedOut":
        return LockedOut(f"the device has locked our account ({shown})")
    return LoginRefused(f"the device refused our login ({shown}); only basic users of its own are logged in")
