"""What each CGI answers, once somebody is let in (reference, A0 to A13)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import quoteattr

from sightline.lab.axis.accounts import Accounts
from sightline.lab.axis.params import Params
from sightline.lab.axis.recording import Recording
from sightline.lab.axis.store import Store
from sightline.lab.axis.time import Time
from sightline.lab.device import Counters, Switches
from sightline.lab.http import Request, Response

CGI = "/axis-cgi/"
TEXT, XML, JSON, HTML = "text/plain", "text/xml", "application/json", "text/html"
NOT_FOUND = b"<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1></BODY></HTML>\n"
SOUND = (r"Audio\.A\d+\.Enabled", r"AudioSource\.A\d+\.AudioSupport")
REMOTE = "API.RemoteSyslog1"
Fields = Mapping[str, str]


def page(status: int, body: bytes = NOT_FOUND) -> Response:
    return Response(status, body, HTML)


class Calls:
    """A write is counted before it is judged; `writes` names what it would change."""

    def __init__(
        self,
        recording: Recording,
        params: Params,
        accounts: Accounts,
        time: Time,
        store: Store,
        switches: Switches,
        counters: Counters,
    ) -> None:
        self._recording, self._params, self._accounts = recording, params, accounts
        self._time, self._store = time, store
        self._switches, self._counters = switches, counters
        self._programs = [dict(row) for row in recording.applications]
        self._plain: dict[str, Callable[[Fields, str], Response]] = {
            "param.cgi": self._param,
            "pwdgrp.cgi": self._pwdgrp,
            "usergroup.cgi": self._usergroup,
            "admin/date.cgi": lambda *_: Response(200, self._time.date(), TEXT),
            "disks/list.cgi": lambda *_: Response(200, self._store.disks(), XML),
            "record/list.cgi": self._recordings,
            "applications/list.cgi": lambda *_: Response(200, self._applications(), XML),
            "applications/control.cgi": self._control,
        }
        self._json: dict[tuple[str, str], Callable[[], Any]] = {
            ("apidiscovery.cgi", "getApiList"): self._apis,
            ("basicdeviceinfo.cgi", "getAllProperties"): self._properties,
            ("ntp.cgi", "getNTPInfo"): self._time.client,
            ("time.cgi", "getDateTimeInfo"): self._time.information,
            ("streamprofile.cgi", "list"): lambda: {"streamProfile": [], "maxProfiles": 26},
        }
        self._told: dict[tuple[str, str], Callable[[Any], bool]] = {
            ("ntp.cgi", "setNTPClientConfiguration"): self._time.configure,
            ("remotesyslog.cgi", "setup"): self._send_log_to,
            ("remotesyslog.cgi", "enable"): lambda _: self._send_log("true"),
            ("remotesyslog.cgi", "disable"): lambda _: self._send_log("false"),
        }

    @property
    def has_sound(self) -> bool:
        """Both switches are on, of one stream at least."""
        return all(any(self._params[name] == "yes" for name in self._params.numbered(kind)) for kind in SOUND)

    def answer(self, request: Request, user: str) -> Response:
        name = request.path.removeprefix(CGI)
        if name in self._plain:
            text = request.body.decode("latin-1") if request.method == "POST" else urlsplit(request.target).query
            fields = {key: values[0] for key, values in parse_qs(text, keep_blank_values=True).items()}
            return self._plain[name](fields, user)
        if (
            self._recording.apis
            and request.method == "POST"
            and any(name == cgi for cgi, _ in (*self._json, *self._told))
        ):
            return self._by_json(name, request.body)
        return page(404)

    def is_refused(self, change: tuple[str, str]) -> Response | None:
        """Counts a change; the refusal, where changes are refused."""
        self._counters.writes.append(change)
        return Response(403) if self._switches.refuse_put else None

    def _param(self, fields: Fields, user: str) -> Response:
        action, groups = fields.get("action"), fields.get("group", "").split(",")
        if action == "list":
            return Response(
                200, self._params.listing(groups, administrator=self._accounts.is_administrator(user)), TEXT
            )
        if not self._accounts.is_administrator(user):
            return page(403)
        if action == "listdefinitions":
            return Response(200, self._params.definitions(groups), XML)
        if action != "update":
            return Response(200, b"# Error: unknown action\n", TEXT)
        return self._update({name: value for name, value in fields.items() if name != "action"})

    def _update(self, wanted: Fields) -> Response:
        """Each by itself: what is wrong is said, and the rest is taken."""
        said = ""
        for asked, value in wanted.items():
            name = asked.removeprefix("root.")
            refusal = self.is_refused(("update", f"{name}={value}"))
            if refusal:
                return refusal
            if not self._params.takes(name, value):
                said += f"# Error: Error setting '{asked}' to '{value}'!\n"
            elif not self._switches.ignore_writes:
                self._params.put(name, value, later=self._switches.needs_reboot)
        self._time.settle()
        return Response(200, (said or "OK\n").encode(), TEXT)

    def _pwdgrp(self, fields: Fields, user: str) -> Response:
        if not self._accounts.is_administrator(user):
            return page(403)
        if fields.get("action") == "get":
            return Response(200, self._accounts.listing(), TEXT)
        action, who = fields.get("action", ""), fields.get("user", "")
        changes: dict[str, tuple[str, Callable[[], str]]] = {
            "add": ("Created", lambda: self._accounts.add(who, fields.get("pwd", ""), fields.get("sgrp", ""))),
            "remove": ("Removed", lambda: self._accounts.remove(who)),
        }
        if action not in changes:
            return Response(200, b"Error: unknown action.\n", TEXT)
        refusal = self.is_refused((action, who))
        if refusal:
            return refusal
        done, change = changes[action]
        keeps = self._switches.ignore_writes or self._switches.needs_reboot
        return Response(200, f"{done} account {who}.\n".encode() if keeps else f"{change()}\n".encode(), TEXT)

    def _usergroup(self, _fields: Fields, user: str) -> Response:
        groups = "admin operator ptz viewer" if self._accounts.is_administrator(user) else "viewer"
        return Response(200, f"{user}\n{user} {groups}\n".encode(), TEXT)

    def _recordings(self, fields: Fields, _user: str) -> Response:
        since = fields.get("starttime")
        body = self._store.recordings(
            most=int(fields.get("maxnumberofresults", "100000")),
            ascending=fields.get("sortorder") == "ascending",
            since=datetime.fromisoformat(since) if since else None,
            sound=self.has_sound,
        )
        return Response(200, body, XML)

    def _applications(self) -> bytes:
        rows = (" ".join(f"{name}={quoteattr(value)}" for name, value in row.items()) for row in self._programs)
        lines = "".join(f" <application {row} />\n" for row in rows)
        return f'<reply result="ok">\n{lines}</reply>\n'.encode()

    def _control(self, fields: Fields, _user: str) -> Response:
        found = next((row for row in self._programs if row["Name"] == fields.get("package")), None)
        if fields.get("action") != "stop" or found is None:
            return Response(200, b"Error: 4\n", TEXT)
        refusal = self.is_refused(("stop", found["Name"]))
        if not refusal and not self._switches.ignore_writes and not self._switches.needs_reboot:
            found["Status"] = "Stopped"
        return refusal or Response(200, b"OK\n", TEXT)

    def _by_json(self, name: str, body: bytes) -> Response:
        try:
            sent = json.loads(body)
            method = str(sent["method"])
        except (ValueError, KeyError, TypeError):
            return _failed(3000, "bad JSON")
        context = {"context": sent["context"]} if "context" in sent else {}
        asked = self._json.get((name, method))
        if asked is not None:
            return _said(method, asked(), context)
        if (name, method) not in self._told:
            return _failed(4000, f"no method {method}")
        refusal = self.is_refused((method, json.dumps(sent.get("params"))))
        if refusal:
            return refusal
        if not self._switches.ignore_writes and not self._switches.needs_reboot:
            if not self._told[name, method](sent.get("params") or {}):
                return _failed(4004, "invalid parameter")
            self._time.settle()
        return _said(method, {}, context)

    def _send_log_to(self, sent: Any) -> bool:
        """Two servers at most; the parameters only mirror them (reference, A13)."""
        servers = sent.get("servers")
        if not isinstance(servers, list) or len(servers) > 2:
            return False
        for number, row in enumerate([*servers, {}, {}][:2], 1):
            place = f"{REMOTE}.Server{number}"
            self._params.put(f"{place}.Address", str(row.get("address", "")), later=False)
            self._params.put(f"{place}.Port", str(row.get("port", 6514)), later=False)
            self._params.put(f"{place}.Protocol", str(row.get("protocol", "TLS")), later=False)
        return True

    def _send_log(self, on: str) -> bool:
        self._params.put(f"{REMOTE}.Enabled", on, later=False)
        return True

    def _apis(self) -> Any:
        rows = self._recording.apis.items()
        return {"apiList": [{"id": name, "version": version, "name": name, "docLink": ""} for name, version in rows]}

    def _properties(self) -> Any:
        brand = {name: self._params[f"Brand.{name}"] for name in ("Brand", "ProdFullName", "ProdNbr", "ProdShortName")}
        more = {name: self._params[f"Brand.{name}"] for name in ("ProdType", "ProdVariant", "WebURL")}
        system = {name: self._params[f"Properties.System.{name}"] for name in ("Architecture", "HardwareID", "Soc")}
        own = {
            "BuildDate": self._params["Properties.Firmware.BuildDate"],
            "SerialNumber": self._params["Properties.System.SerialNumber"],
            "SocSerialNumber": "",
            "Version": self._params["Properties.Firmware.Version"],
        }
        return {"propertyList": {**brand, **more, **system, **own}}


def _said(method: str, data: Any, context: Mapping[str, Any]) -> Response:
    """The context comes back as it was sent."""
    return Response(200, json.dumps({"apiVersion": "1.0", **context, "method": method, "data": data}).encode(), JSON)


def _failed(code: int, message: str) -> Response:
    return Response(200, json.dumps({"apiVersion": "1.0", "error": {"code": code, "message": message}}).encode(), JSON)
