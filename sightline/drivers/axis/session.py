"""VAPIX: login, parameters, JSON and XML answers, refusals (reference, A0)."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from sightline.drivers import Target
from sightline.drivers.axis import answers, params, spelling
from sightline.drivers.axis.params import Params
from sightline.drivers.kept import Kept
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Maybe, Unread
from sightline.wire import soap, xml
from sightline.wire.clean import clean
from sightline.wire.http import Http, Reply

PARAM, SERVICES = "/axis-cgi/param.cgi", "/vapix/services"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
T = TypeVar("T")
LIST = f"{PARAM}?action=list&group={','.join(params.GROUPS)}"


class Session:
    """One device. Answers are read once and kept until a write."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = Http(endpoint=target.endpoint, user=target.user, password=target.password, limits=target.limits)
        self.counts = self._http.counts
        self._kept = Kept[str, Reply]()
        self._params: Params | None = None
        self._worked_out: dict[str, Any] = {}

    def close(self) -> None:
        """Digest has no logout: the connection is closed."""
        self._http.close()

    def forget(self) -> None:
        """Drops every answer that was read."""
        self._kept.clear()
        self._worked_out.clear()
        self._params = None

    def once(self, what: str, work_out: Callable[[], T]) -> T:
        """What is worked out of answers, until a write."""
        if what not in self._worked_out:
            self._worked_out[what] = work_out()
        found: T = self._worked_out[what]
        return found

    @property
    def params(self) -> Params:
        """The parameters. Without them nothing else is asked: they are the login, and say what the device has."""
        if self._params is None:
            reply = self._reply(LIST)
            if not self.counts.logins:
                raise UnexpectedReply("the device answers without asking for a login: anyone on its network is let in")
            try:
                self._params = params.parse(answers.body(PARAM, reply), params.GROUPS)
            except Unsupported as problem:
                raise UnexpectedReply(f"no VAPIX: {problem}") from problem
        return self._params

    def lack(self, name: str) -> Absent | Unread:
        """What it means that a parameter is not listed: a device hides some from who is no administrator (A0)."""
        if not self.params.was_answered(name):
            return Unread(f"param.cgi said nothing of {name}")
        try:
            if self.target.user not in self.groups()["admin"]:
                return Unread(f"{name} is not listed, and our account is no administrator: it may be hidden from us")
        except (UnexpectedReply, Unsupported) as problem:
            return Unread(f"{name} is not listed, and nobody knows whether it is hidden from us: {problem}")
        return Absent(f"the device has no parameter {name}")

    def switch(self, name: str) -> Maybe[bool]:
        """A parameter that is on or off, in any of its spellings; a masked one (`******`) is unread."""
        value = self.params.get(name)
        if value is None:
            return self.lack(name)
        found = params.boolean(value)
        return Unread(f"{name} is {clean(value, 40)!r}, neither on nor off") if found is None else found

    def need(self, name: str) -> str:
        """A parameter that every camera has; `UnexpectedReply` where it is missing or empty."""
        value = self.params.get(name)
        if not value:
            raise UnexpectedReply(f"param.cgi lists no {name}")
        return value

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Accounts by group (A8). `digusers` are those that can log in."""
        path = "/axis-cgi/pwdgrp.cgi?action=get"
        found = params.quoted(answers.body(path, self.reply(path)))
        lacking = {"admin", "operator", "viewer", "digusers"} - found.keys()
        if lacking:
            raise UnexpectedReply(f"pwdgrp.cgi lists no {', '.join(sorted(lacking))}")
        return found

    def document(self, path: str, root: str) -> xml.Element:
        """The XML answer at a path. Raises Unsupported for 404, UnexpectedReply for any other refusal."""
        found = xml.parse(answers.body(path, self.reply(path)))
        if xml.local(found) != root:
            raise UnexpectedReply(f"{path}: expected <{root}>, got <{xml.local(found)[:40]}>")
        return found

    def reply(self, path: str, method: str = "") -> Reply:
        """The reply behind an answer, with the time at which it was true.

        `method` is that of a JSON request, or the element of a SOAP call.
        """
        _ = self.params
        return self._reply(path, method)

    def ask(self, path: str, method: str) -> dict[str, Any]:
        """The `data` of a JSON answer (A0: any `error` is a failure, whatever the HTTP status)."""
        return answers.data(path, method, self.reply(path, method))

    def rest(self, path: str) -> Any:
        """The `data` of a REST answer (A0, generation 3)."""
        return answers.rest(path, self.reply(path))

    def soap(self, operation: str) -> xml.Element:
        """The answer to a call of the web service without arguments; `operation` is a whole element (A14)."""
        found = soap.content(self.reply(SERVICES, operation))
        if isinstance(found, soap.Fault):
            raise UnexpectedReply(f"{SERVICES}: refused ({found.words})")
        return found

    def still(self, path: str) -> Reply:
        """A picture, which is kept nowhere."""
        _ = self.params
        return self._http.request("GET", path)

    def update(self, wanted: Mapping[str, spelling.Value]) -> None:
        """Writes parameters, each spelt as the device defines it. They may be taken in part."""
        if not wanted:
            return
        values = spelling.spelt(self, wanted)
        said = self._post(PARAM, urlencode({"action": "update", **{f"root.{n}": v for n, v in values.items()}}))
        if said.startswith("# Error"):  # some devices want the names without `root.` (reference A0.1)
            said = self._post(PARAM, urlencode({"action": "update", **values}))
        if said != "OK":
            raise WriteRefused(f"param.cgi: the device refused the write ({clean(said)})")

    def tell(self, path: str, method: str, arguments: Mapping[str, Any]) -> None:
        """A JSON request that changes something."""
        body = json.dumps({"apiVersion": "1.0", "method": method, "params": arguments})
        reply = self._write(path, body.encode(), JSON)
        try:
            answers.taken(path, reply)
        except (UnexpectedReply, Unsupported) as problem:
            raise WriteRefused(f"the device refused the write: {problem}") from problem

    def post(self, path: str, fields: Mapping[str, str], taken: str) -> None:
        """A form that changes something; the reply must begin with `taken` (A8, A11)."""
        said = self._post(path, urlencode(fields))
        if not said.startswith(taken):
            raise WriteRefused(f"{path}: the device refused the write ({clean(said)})")

    def definitions(self, names: tuple[str, ...]) -> xml.Element:
        """The device's own definitions of some parameters (A0.1)."""
        asked = quote(",".join(f"root.{name}" for name in names), safe=",.")
        return self.document(
            f"{PARAM}?action=listdefinitions&listformat=xmlschema&group={asked}", "parameterDefinitions"
        )

    def _reply(self, path: str, method: str = "") -> Reply:
        return self._kept.get(f"{path} {method}", lambda: self._asked(path, method))

    def _asked(self, path: str, method: str) -> Reply:
        if not method:
            return self._http.request("GET", path)
        if path == SERVICES:
            return self._http.request("POST", path, soap.envelope(method), soap.CONTENT_TYPE, reads=True)
        body = json.dumps({"apiVersion": "1.0", "method": method}).encode()
        return self._http.request("POST", path, body, JSON, reads=True)

    def _post(self, path: str, form: str) -> str:
        reply = self._write(path, form.encode(), FORM)
        if reply.status not in (200, 204):
            raise WriteRefused(f"{path}: the device refused the write (HTTP {reply.status})")
        return reply.body.decode("utf-8", "replace").strip()

    def _write(self, path: str, body: bytes, kind: str) -> Reply:
        if not self.counts.logins:  # never to a device that asks for no login
            _ = self.params
        self.forget()
        self.counts.writes += 1
        return self._http.request("POST", path, body, kind)
