"""One simulated XProtect: token, items, and the order in which a request is judged (recorders.md, 9)."""

import json
import secrets
import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sightline.lab.clock import Clock
from sightline.lab.device import Counters, SimulatedDevice, Switches
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

LOGIN, BASE, JSON = "/api/idp/connect/token", "/api/rest/v1/", "application/json"
PAGE = b"<!DOCTYPE html>\n<html><head><title>XProtect</title></head><body></body></html>\n"
OTHER_SITE = "5f0c6a1e-ffff-4f0e-9c55-1d2a6a1b0cff"
WRONG_TRIES = 5
#: Of an item, what only the server changes.
OWN = ("id", "relations", "lastModified", "createdDate", "usedSpace", "lockedUsedSpace")
Row = dict[str, Any]


class Device:
    """Safe to call from any thread. Basic users alone; after five wrong passwords the account is locked."""

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.linked: dict[int, SimulatedDevice] = {}
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self.switches, self.counters = Switches(), Counters()
            file = files(__package__).joinpath(self.spec.recording, "items.json")
            self.items: dict[str, list[Row]] = json.loads(file.read_text())
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self._tokens: set[str] = set()
            self._wrong = 0
            self._pending: list[Callable[[], None]] = []

    @property
    def faults(self) -> Switches:
        return self.switches

    @property
    def listening(self) -> bool:
        return True

    @property
    def clock_error_seconds(self) -> float:
        return self._clock.error.total_seconds()

    def lets_in(self, user: str, password: str) -> bool:
        return bool(password) and self.spec.passwords.get(user) == password

    def advance(self, hours: float) -> None:
        """Its host's clock follows NTP, and no recording of it is simulated."""

    def handle(self, request: Request) -> Response:
        with self._lock:
            self.counters.requests += 1
            path = request.path.lower()
            if (request.method, path) == ("POST", LOGIN):
                return self._log_in(request)
            if not path.startswith(BASE):
                return Response(404, PAGE, "text/html")
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            self.counters.credentialed += bool(scheme)
            if scheme != "Bearer" or token not in self._tokens:
                self.counters.refused_logins += bool(scheme)
                return _error(401, "Token validation failed: the token is expired.")
            return self._judge(request, request.path[len(BASE) :])

    def _log_in(self, request: Request) -> Response:
        self.counters.credentialed += 1
        sent = {key: values[0] for key, values in parse_qs(request.body.decode("latin-1")).items()}
        if sent.get("grant_type") != "password" or sent.get("client_id") != "GrantValidatorClient":
            return _said(400, {"error": "invalid_request"})
        right = self.lets_in(sent.get("username", ""), sent.get("password", ""))
        locked = self.switches.locked_out or self._wrong >= WRONG_TRIES
        if locked or not right:
            self.counters.refused_logins += 1
            self._wrong += not right
            code = {"error_code": "LockedOut"} if locked else {}
            return _said(400, {"error": "invalid_grant", "error_description": "invalid_username_or_password", **code})
        token = f"{secrets.token_urlsafe(40)}.{secrets.token_urlsafe(300)}.{secrets.token_urlsafe(256)}"
        self._tokens.add(token)
        self._wrong = 0
        self.counters.logins += 1
        said = {"access_token": token, "expires_in": 3600, "token_type": "Bearer", "scope": "managementserver"}
        return _said(200, said)

    def _judge(self, request: Request, path: str) -> Response:
        if request.method != "GET":
            self.counters.writes.append((request.method, path))
        if self.switches.busy:
            return _error(503, "busy")
        if self.switches.wrong_type:
            return Response(200, PAGE, "text/html")
        resource, _, rest = path.partition("/")
        item, _, children = rest.partition("/")
        if resource not in self.items or (children and children not in self.items):
            return _error(404, f"Resource not found. {path}")
        if not item:
            return self._listed(resource, request, None)
        row = next((one for one in self.items[resource] if one["id"] == item), None)
        if row is None:
            return _error(404, f"Device not found. {path}")
        if children:
            return self._listed(children, request, item)
        if request.method == "GET":
            return _said(200, {"data": row})
        return self._write(row, request)

    def _listed(self, resource: str, request: Request, parent: str | None) -> Response:
        """What is switched off only where it is asked for."""
        off = "disabled" in parse_qs(urlsplit(request.target).query, keep_blank_values=True)
        rows = [row for row in self.items[resource] if off or row.get("enabled", True)]
        if parent is not None:
            rows = [row for row in rows if row["relations"].get("parent", {}).get("id") == parent]
        if resource == "sites" and self.switches.swapped:
            rows = [{**deepcopy(row), "id": OTHER_SITE} for row in rows]
        return _said(200, {"array": rows})

    def _write(self, row: Row, request: Request) -> Response:
        if self.switches.refuse_put or request.method != "PUT":
            return _error(403, "You do not have sufficient permissions to complete the operation.")
        try:
            sent = json.loads(request.body)
        except ValueError:
            sent = None
        if not isinstance(sent, dict) or any(
            key not in row or type(one) is not type(row[key]) for key, one in sent.items()
        ):
            return _error(400, "Invalid value")
        changes = {key: one for key, one in sent.items() if key not in OWN}
        if self.switches.needs_reboot:
            self._pending.append(lambda: row.update(changes))
        elif not self.switches.ignore_writes:
            row.update(changes)
        return _said(200, {"data": {**row, **changes}})


def _said(status: int, value: Any) -> Response:
    return Response(status, json.dumps(value).encode(), JSON)


def _error(status: int, text: str) -> Response:
    return _said(status, {"error": {"httpCode": status, "details": [{"errorText": text}]}})
