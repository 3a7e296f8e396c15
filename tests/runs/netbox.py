"""A small NetBox on loopback, in the shapes of its public REST API, with a switch for each kind of trouble."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef0123456789abcdef01234567"
PAGE = 2


def site(slug: str, name: str) -> dict[str, Any]:
    """One of `dcim/sites`."""
    return {"id": 1, "name": name, "slug": slug, "status": {"value": "active", "label": "Active"}, "region": None}


def device(name: str | None, **more: Any) -> dict[str, Any]:
    """One of `dcim/devices`: a camera of a make that we know, with an address."""
    maker, role, at = more.pop("maker", "hikvision"), more.pop("role", "cctv-camera"), more.pop("at", "10.9.0.1/24")
    return {
        "id": abs(hash(name)) % 10_000 + 1,
        "name": name,
        "device_type": {"id": 3, "model": "X", "slug": "x", "manufacturer": {"id": 2, "name": maker, "slug": maker}},
        "role": {"id": 4, "name": role, "slug": role},
        "serial": "",
        "site": {"id": 1, "name": "Oak House", "slug": more.pop("site", "oak-house")},
        "status": {"value": more.pop("status", "active"), "label": "Active"},
        "primary_ip": {"id": 5, "family": {"value": 4, "label": "IPv4"}, "address": at} if at else None,
        "tags": [],
        **more,
    }  # fmt: skip


@dataclass
class NetBox:
    """`asked` are the paths with the token that came along. `status`, `body` and `location` are what goes wrong."""

    url: str
    sites: list[dict[str, Any]] = field(default_factory=lambda: [site("oak-house", "Oak House")])
    devices: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    location: str = ""
    following: str = ""

    def answer(self, path: str) -> bytes:
        """A page of a list."""
        parts = urlsplit(path)
        every = self.sites if "/sites/" in parts.path else self.devices
        start = int(parse_qs(parts.query).get("offset", ["0"])[0])
        more = f"{self.following or self.url}{parts.path}?limit={PAGE}&offset={start + PAGE}"
        page = {
            "count": len(every),
            "next": more if start + PAGE < len(every) else None,
            "previous": None,
            "results": every[start : start + PAGE],
        }
        return json.dumps(page).encode()


class _Handler(BaseHTTPRequestHandler):
    netbox: NetBox

    def do_GET(self) -> None:
        """Answers, or does not."""
        own = self.netbox
        own.asked.append((self.path, self.headers.get("Authorization", "")))
        allowed = self.headers.get("Authorization") == f"Token {TOKEN}"
        status = own.status if allowed else 403
        body = own.answer(self.path) if own.body is None else own.body
        self.send_response(status)
        if own.location:
            self.send_header("Location", own.location)
        self.send_header("Content-Type", "application/json")
        self.send_header("API-Version", "4.2")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def netbox() -> Iterator[NetBox]:
    """One that runs."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.netbox = NetBox(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined] # of the new class
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield handler.netbox  # type: ignore[attr-defined] # the same
    finally:
        server.shutdown()
        server.server_close()
