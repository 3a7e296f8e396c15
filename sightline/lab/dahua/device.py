"""One simulated Dahua device: the recording, the state on top of it, and the order in which a request is judged."""

import json
from typing import Any

from sightline.lab import scene
from sightline.lab.dahua import cgi
from sightline.lab.dahua.login import Login
from sightline.lab.dahua.methods import WRITES, Fault, Methods
from sightline.lab.dahua.outside import Outside
from sightline.lab.dahua.recording import Tables
from sightline.lab.dahua.store import Store
from sightline.lab.http import Request, Response
from sightline.lab.simulated import Simulated
from sightline.lab.spec import DeviceSpec

JSON = "application/json"
PAGE = b"<!DOCTYPE html>\n<html><head><title>WEB SERVICE</title></head><body></body></html>\n"
SESSION_GONE, BUSY, BAD_REQUEST = 287637505, 268632075, 268894208


class Device(Simulated):
    """Without `has_rpc2` it is an old device of CGI alone; `batches_tables` is whether tables may be asked for in a
    `system.multicall`: cameras take that, recorders refuse it (reference, 0.2)."""

    _store: Store

    def __init__(self, spec: DeviceSpec) -> None:
        self.has_rpc2, self.batches_tables = True, spec.kind == "camera"
        super().__init__(spec)

    def set_up(self) -> None:
        self._tables = Tables(self.spec.recording)
        self._login = Login(self.spec, self._tables, self._clock, self.switches, self.counters)
        self.outside = Outside(self.spec, self._tables, self._login)
        self._store = Store(self.spec, self._tables, self._clock)
        self._methods = Methods(self.spec, self._tables, self._clock, self._login, self._store, self.switches)
        self._methods.link(self.linked)

    @property
    def follows_ntp(self) -> bool:
        return bool(self._tables["NTP"]["Enable"])

    @property
    def open_finders(self) -> int:
        """Searches that nobody has destroyed."""
        return len(self._store.finders)

    def forget_sessions(self) -> None:
        """As after a minute without a word."""
        self._login.forget()

    def password_of(self, user: str) -> str | None:
        return self._login.password(user)

    def answer(self, request: Request) -> Response:
        if request.path in ("/RPC2_Login", "/RPC2") and request.method == "POST" and self.has_rpc2:
            return self._rpc(request)
        if request.path.startswith("/cgi-bin/"):
            return self._cgi(request)
        return Response(404, PAGE, "text/html")

    def _rpc(self, request: Request) -> Response:
        try:
            sent = json.loads(request.body)
            method, number = str(sent["method"]), int(sent["id"])
        except (ValueError, KeyError, TypeError):
            return _error(0, BAD_REQUEST, "Component error: request parse failed!")
        if request.path == "/RPC2_Login" or method == "global.login":
            said = self._login.rpc(sent)
            return said if isinstance(said, Response) else _json({**said, "id": number})
        user = self._login.who(sent, request)
        if user is None:
            return _error(number, SESSION_GONE, "Component error: invalid session in request data!")
        if self.switches.busy:
            return _error(number, BUSY, "Component error: device busy!")
        if self.switches.wrong_type:
            return Response(200, PAGE, "text/html")
        if method == "global.logout":
            self._login.logout(str(sent["session"]))
            return _json({"id": number, "result": True, "session": sent["session"]})
        if method == "system.multicall":
            inner = [self._one(user, call, together=True) for call in sent["params"]]
            return _json({"id": number, "params": inner, "result": True, "session": sent["session"]})
        return _json(self._one(user, sent, together=False))

    def _one(self, user: str, sent: dict[str, Any], *, together: bool) -> dict[str, Any]:
        method, head = str(sent["method"]), {"id": sent["id"], "session": sent["session"]}
        if together and method == "configManager.getConfig" and not self.batches_tables:
            return {**head, "result": False}
        if method in WRITES:
            self.counters.writes.append(("POST", _named(method, sent.get("params") or {})))
        try:
            result, params = self._methods.call(user, method, sent.get("params") or {}, sent.get("object"))
        except Fault as fault:
            return {**head, "error": {"code": fault.code, "message": fault.message}, "result": False}
        return {**head, "params": params, "result": result}

    def _cgi(self, request: Request) -> Response:
        user = self._login.admit(request)
        if isinstance(user, Response):
            return user
        if any(f"action={action}" in request.target for action in ("setConfig", "addUser", "deleteUser")):
            self.counters.writes.append(("GET", request.target.partition("?")[2]))
        if self.switches.busy:
            return Response(503)
        if self.switches.wrong_type:
            return Response(200, PAGE, "text/html")
        if request.path == "/cgi-bin/snapshot.cgi":
            return Response(200, scene.still(self.spec, request.target, self.switches), scene.JPEG)
        return cgi.answer(request, user, self._methods, self._tables)

    def reboot(self) -> None:
        """Off the network for a moment; what waited for it is in force afterwards, and no old login is."""
        with self._lock:
            self._methods.apply_pending()
            self._login.forget()
            self.leave()


def _named(method: str, params: dict[str, Any]) -> str:
    return f"{method} {params.get('name', '')}".strip()


def _json(said: dict[str, Any]) -> Response:
    return Response(200, json.dumps(said).encode() + b"\n", JSON)


def _error(number: int, code: int, message: str) -> Response:
    return _json({"error": {"code": code, "message": message}, "id": number, "result": False})
