"""One simulated Frigate: login, configuration, users, what is held, and the order in which a request is judged."""

import json
import secrets
import threading
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sightline.lab import scene
from sightline.lab.clock import Clock
from sightline.lab.device import Counters, SimulatedDevice, Switches
from sightline.lab.frigate.held import Held
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

PREFIX, JSON, COOKIE = "/api/", "application/json", "frigate_token"
VERSION, MIB_TOTAL, MIB_FREE = "0.17.1-416a9b7", 3_815_447.5, 1_204_118.0
PAGE = b"<!DOCTYPE html>\n<html><head><title>Frigate</title></head><body></body></html>\n"
ADMINS = ("users", "config/raw_paths")
#: What the configuration shows as stars.
LOGINS = {"lobby": "vms:Lab-viewer-26", "gate": "admin:Lab-camera-2026"}
RECORDINGS = "/media/frigate/recordings"
#: Parts of a camera that the running program takes up; others wait for a restart (frigate/config/camera/updater.py).
LIVE = ("audio", "audio_transcription", "detect", "motion", "objects", "record", "snapshots")


class Device:
    """Safe to call from any thread. `admin` is the administrator; everybody else of the spec's passwords looks on, but
    for an installer who left an account of his own."""

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.linked: dict[int, SimulatedDevice] = {}
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self.switches, self.counters = Switches(), Counters()
            file = files(__package__).joinpath(self.spec.recording, "config.json")
            self.config: dict[str, Any] = json.loads(file.read_text())
            self._clock = Clock(timedelta(seconds=self.spec.clock_fast_seconds))
            self._held = Held(self.config["cameras"], self._clock, self.spec.footage_days)
            self._held.live()
            self._passwords = dict(self.spec.passwords)
            self._tokens: dict[str, str] = {}
            self._seen: set[str] = set()
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
        return bool(password) and self._passwords.get(user) == password

    def advance(self, hours: float) -> None:
        with self._lock:
            self._clock.error += timedelta(hours=hours)
            self._held.live()
            self._clock.error = timedelta()
            self._held.rewind()

    def handle(self, request: Request) -> Response:
        with self._lock:
            self.counters.requests += 1
            if not request.path.startswith(PREFIX):
                return Response(200, PAGE, "text/html")
            path = request.path.removeprefix(PREFIX)
            if (request.method, path) == ("POST", "login"):
                return self._log_in(request)
            role = self._role(request)
            if role is None:
                return _said(401, {"message": "Authentication required"})
            return self._judge(request, path, role)

    def _log_in(self, request: Request) -> Response:
        self.counters.credentialed += 1
        try:
            sent = json.loads(request.body)
            user, password = sent["user"], sent["password"]
        except (ValueError, KeyError, TypeError):
            return _said(400, {"detail": "validation error"})
        if self.switches.locked_out:
            self.counters.refused_logins += 1
            return _said(429, {"error": "Rate limit exceeded: 20 per 1 hour"})
        if not self.lets_in(user, password):
            self.counters.refused_logins += 1
            return _said(401, {"message": "Login failed"})
        token = f"{secrets.token_urlsafe(27)}.{secrets.token_urlsafe(60)}.{secrets.token_urlsafe(32)}"
        self._tokens[token] = user
        self.counters.logins += 1
        cookie = f"{COOKIE}={token}; HttpOnly; Path=/; SameSite=lax"
        return Response(200, headers=(("Set-Cookie", cookie),))

    def _role(self, request: Request) -> str | None:
        """None where nobody may come in."""
        if not self.config["auth"]["enabled"]:
            return "viewer"
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            self.counters.credentialed += 1
        user = self._tokens.get(token) if scheme == "Bearer" else None
        if user not in self._passwords:
            self.counters.refused_logins += bool(scheme)
            return None
        return _role_of(user)

    def _judge(self, request: Request, path: str, role: str) -> Response:
        if request.method != "GET":
            self.counters.writes.append((request.method, path))
        if self.switches.busy:
            return _said(503, {"message": "busy"})
        if self.switches.wrong_type:
            return Response(200, PAGE, "text/html")
        if role != "admin" and (request.method != "GET" or path in ADMINS):
            return _said(403, {"detail": "Access denied. A user with the admin role is required."})
        return self._get(path, request) if request.method == "GET" else self._write(request, path)

    def _get(self, path: str, request: Request) -> Response:
        query = {key: values[0] for key, values in parse_qs(urlsplit(request.target).query).items()}
        camera, _, rest = path.partition("/")
        lists: dict[str, Callable[[], Any]] = {
            "config": lambda: self.config,
            "config/raw_paths": self._raw_paths,
            "stats": self._stats,
            "users": lambda: [{"username": name, "role": _role_of(name)} for name in sorted(self._passwords)],
            "exports": lambda: [_export("lobby")],
            "events": lambda: self._events(query),
        }
        if path in lists:
            return _said(200, lists[path]())
        if unquote(camera) in self.config["cameras"] and rest == "latest.jpg":
            return Response(200, scene.still(self.spec, camera, self.switches), scene.JPEG)
        if unquote(camera) in self.config["cameras"] and rest == "recordings/summary":
            return _said(200, self._held.summary(unquote(camera)))
        return _said(404, {"detail": "Not Found"})

    def _raw_paths(self) -> dict[str, Any]:
        """Of each camera its inputs, with their passwords."""
        found = {}
        for name, camera in self.config["cameras"].items():
            rows = [{**row, "path": row["path"].replace("*:*", LOGINS[name])} for row in camera["ffmpeg"]["inputs"]]
            found[name] = {"ffmpeg": {"inputs": rows}}
        return {"cameras": found, "go2rtc": {"streams": {}}}

    def _events(self, query: dict[str, str]) -> list[dict[str, Any]]:
        if query.get("favorites") == "1":
            return [self._held.favourite("lobby")]
        limit, oldest_first = int(query.get("limit", "100")), query.get("sort") == "date_asc"
        return self._held.events(query.get("cameras", ""), limit, oldest_first=oldest_first)

    def _stats(self) -> dict[str, Any]:
        cameras = {name: {"camera_fps": 5.1 if one["enabled"] else 0.0} for name, one in self.config["cameras"].items()}
        disk = {"total": MIB_TOTAL, "used": MIB_TOTAL - MIB_FREE, "free": MIB_FREE, "mount_type": "ext4"}
        service = {"uptime": 86_400, "version": VERSION, "latest_version": "disabled", "storage": {RECORDINGS: disk}}
        return {"cameras": cameras, "detectors": {}, "embeddings": {}, "service": service, "processes": {}}

    def _write(self, request: Request, path: str) -> Response:
        if self.switches.refuse_put:
            return _said(403, {"detail": "denied"})
        if request.method == "PUT" and path == "config/set":
            change = self._change(request)
        elif request.method == "DELETE" and path.startswith("users/"):
            name = unquote(path.removeprefix("users/"))
            if name == "admin" or name not in self._passwords:
                return _said(403, {"message": "Cannot delete user"})
            change = lambda: _drop(self._passwords, name)  # noqa: E731 - one line
        else:
            return _said(405, {"detail": "Method Not Allowed"})
        if change is None:
            return _said(400, {"success": False, "message": "Error parsing config. Check logs for error message."})
        if self.switches.needs_reboot:
            self._pending.append(change)
        elif not self.switches.ignore_writes:
            change()
        return _said(200, {"success": True, "message": "Config successfully updated, restart to apply"})

    def _change(self, request: Request) -> Callable[[], None] | None:
        """None for what is no configuration. What is not taken up while it runs waits."""
        try:
            sent = json.loads(request.body)
            ((camera, parts),) = sent["config_data"]["cameras"].items()
            ((part, wanted),) = parts.items()
            stored = self.config["cameras"][camera][part]
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        if not _fits(wanted, stored):
            return None
        topic = f"config/cameras/{camera}/{part}"
        if sent.get("requires_restart", 1) != 0 or sent.get("update_topic") != topic or part not in LIVE:
            return lambda: self._pending.append(lambda: _merge(stored, wanted))
        return lambda: _merge(stored, wanted)


def _said(status: int, value: Any) -> Response:
    return Response(status, json.dumps(value).encode(), JSON)


def _role_of(user: str | None) -> str:
    return "admin" if user in ("admin", "installer") else "viewer"


def _drop(passwords: dict[str, str], name: str) -> None:
    passwords.pop(name, None)


def _fits(wanted: Any, stored: Any) -> bool:
    if isinstance(stored, dict):
        return isinstance(wanted, dict) and all(
            key in stored and _fits(one, stored[key]) for key, one in wanted.items()
        )
    return isinstance(wanted, type(stored)) or (isinstance(stored, float) and type(wanted) is int)


def _merge(stored: dict[str, Any], wanted: dict[str, Any]) -> None:
    for key, one in wanted.items():
        if isinstance(one, dict):
            _merge(stored[key], one)
        else:
            stored[key] = float(one) if isinstance(stored[key], float) else one


def _export(camera: str) -> dict[str, Any]:
    return {
        "id": f"{camera}_lab",
        "camera": camera,
        "name": "for the police",
        "date": 1_790_000_000.0,
        "video_path": f"/media/frigate/exports/{camera}_lab.mp4",
        "thumb_path": f"/media/frigate/clips/export/{camera}_lab.webp",
        "in_progress": False,
        "export_case_id": None,
    }
