"""REST: one login, a token, lists and settings by name (recorders.md, 3; api/app/Controller)."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sightline.drivers import Target
from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire import html, plainjson
from sightline.wire.http import ClosedIdle, Reply
from sightline.wire.token import TokenHttp

FIRST, LOGIN = "/zm/api/monitors.json", "/zm/api/host/login.json"
VERSION, FORM = "host/getVersion", "application/x-www-form-urlencoded"
TOKEN = re.compile(r"[A-Za-z0-9._-]{16,4096}")
NAME = re.compile(r"[A-Z0-9_]+")
OPEN = (
    "it asks nobody for a login, and nothing is written to an open device. A login cannot be proven before it is asked "
    "for: switch it on by hand, in this order or nobody gets in (recorders.md, 3): APIEnabled and a new password for "
    "our account, a secret of its own in ZM_AUTH_HASH_SECRET, ZM_OPT_USE_AUTH; then log in to see that it works"
)
MOST_PAGES = 50


class Session:
    """One recorder. Answers are read once and kept until a write.

    The first request asks for its monitors as nobody: who answers that lets everybody in, as it is shipped.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = TokenHttp(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            accept="application/json, text/html",
            refusals=(401, 403),
            refused=_refused,
            in_query="token",
            ended=_ended,
        )
        self.counts = self._http.counts
        #: True where it asks nobody for a login.
        self.open = False
        #: Our clock at the last answer, in UTC.
        self.at = datetime.now(UTC)
        self._met = False
        self._stuck: DeviceError | None = None
        self._kept: dict[str, Any] = {}

    def close(self) -> None:
        """The token is forgotten: it ends by itself, and the reference knows no call that ends it."""
        self._http.close()

    def forget(self) -> None:
        """Drops every answer."""
        self._kept.clear()

    def get(self, path: str, query: str = "") -> Any:
        """The JSON at `/zm/api/<path>.json`. Raises Unsupported where there is no such thing."""
        return self._once(f"/zm/api/{path}.json{query}", _document)

    def page(self, query: str) -> html.Element:
        """A page of its web interface."""
        found: html.Element = self._once(f"/zm/index.php?{query}", _page)
        return found

    def stranger(self, path: str) -> int:
        """What somebody without a login is told of a path, as a status; its content is not asked for."""
        self._begin()
        return self._asked_by_nobody("HEAD", path).status

    def rows(self, path: str, name: str, kind: str) -> list[dict[str, Any]]:
        """Every entry of a list, over all its pages where it has such."""
        found: list[dict[str, Any]] = []
        for page in range(1, MOST_PAGES + 1):
            answer = self.get(path if page == 1 else f"{path}/index/page:{page}")
            found += [plainjson.need(row, dict, kind) for row in plainjson.rows(answer, name)]
            if not plainjson.get(answer, bool, "pagination", "nextPage"):
                break
        count = plainjson.get(answer, int, "pagination", "count")
        if count not in (None, len(found)):
            raise UnexpectedReply(f"{path}: {len(found)} of {count} came")
        return found

    def config(self, name: str) -> str:
        """One of its settings. The whole list is never asked for: it holds the key that signs tokens."""
        return plainjson.need(self.get(f"configs/viewByName/{name}"), str, "config", "Value")

    def put(self, path: str, fields: dict[str, str]) -> None:
        """Changes fields of one entry, `Monitor[RecordAudio]` and the like."""
        said = self._write("PUT", f"/zm/api/{path}.json", fields)
        if plainjson.get(_document(path, said), str, "message") != "Saved":
            raise WriteRefused(f"{path}: the device did not confirm the write")

    def set(self, name: str, value: str) -> None:
        """Changes one of its settings; its answer is a page that says nothing."""
        assert NAME.fullmatch(name)
        self._write("PUT", f"/zm/api/configs/edit/{name}.json", {"Config[Value]": value})

    def send(self, query: str, fields: dict[str, str]) -> None:
        """Sends a form of its web interface; whoever sent it is led on to another page."""
        self._write("POST", f"/zm/index.php?{query}", fields)

    def _write(self, method: str, path: str, fields: dict[str, str]) -> Reply:
        self._begin()
        if self.open:
            raise WriteRefused(OPEN)
        self.forget()
        reply = self._http.show(method, path, urlencode(fields).encode(), FORM)
        if reply.status not in (200, 302):
            raise WriteRefused(f"{path}: the device refused the write (HTTP {reply.status})")
        return reply

    def _once(self, path: str, read: Any) -> Any:
        self._begin()
        if path not in self._kept:
            reply = (self._asked_by_nobody if self.open else self._http.show)("GET", path)
            self.at = reply.at
            try:
                self._kept[path] = read(path, reply)
            except (UnexpectedReply, Unsupported) as problem:
                self._kept[path] = problem
        kept = self._kept[path]
        if isinstance(kept, DeviceError):
            raise kept
        return kept

    def _asked_by_nobody(self, method: str, path: str) -> Reply:
        """Once more where the idle connection had been closed: no login is in it."""
        try:
            return self._http.anonymous(method, path)
        except ClosedIdle:
            return self._http.anonymous(method, path)

    def _begin(self) -> None:
        if self._stuck is not None:
            raise self._stuck
        if self._met:
            return
        try:
            first = self._http.anonymous("GET", FIRST)
            if first.status == 401:
                body = urlencode({"user": self.target.user, "pass": self.target.password}).encode()
                self._http.hand_over(LOGIN, body, FORM, _token)
            else:
                self._kept[FIRST] = _document(FIRST, first)
                self.open = True
            self._met = True
        except DeviceError as problem:
            self._stuck = problem
            raise


def _document(path: str, reply: Reply) -> Any:
    if reply.status == 404:
        raise Unsupported(f"{path}: there is no such thing (HTTP 404)")
    if reply.status == 401:
        raise UnexpectedReply(f"{path}: our account may not see it (HTTP 401)")
    return plainjson.answer(path, reply)


def _page(path: str, reply: Reply) -> html.Element:
    if reply.status == 302:
        raise UnexpectedReply(f"{path}: leads elsewhere: accept its privacy notice once by hand (ZM_SHOW_PRIVACY)")
    if reply.status != 200:
        raise UnexpectedReply(f"{path}: HTTP {reply.status}")
    return html.parse(reply.body)


def _token(reply: Reply) -> str:
    found = plainjson.need(plainjson.answer("login", reply), str, "access_token")
    if not TOKEN.fullmatch(found):
        raise UnexpectedReply("login: a token of another kind")
    return found


def _words(reply: Reply) -> str:
    """The name of an error, and no more of it: the rest repeats the token."""
    try:
        return plainjson.get(plainjson.parse(reply.body), str, "data", "name") or ""
    except UnexpectedReply:
        return ""


def _ended(reply: Reply) -> bool:
    """401 is also said to an account that may not do something."""
    return reply.status == 401 and "insufficient privileges" not in _words(reply).lower()


def _refused(reply: Reply) -> DeviceError:
    if _words(reply).startswith("API disabled for"):
        return LoginRefused("the password is right, and the account's APIEnabled is off: switch it on by hand")
    return LoginRefused(f"the device refused our login (HTTP {reply.status})")
