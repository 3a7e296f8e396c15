"""Serves one capture folder: what a real device answered, and a refusal of choice for what nobody asked it then."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sightline.lab.digest import Digest, Verdict
from sightline.lab.http import Request

Answer = tuple[int, bytes, str]
PREFIX = "/ISAPI/"
XML, HTML = "application/xml", "text/html"
PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body><h2>Login</h2></body></html>\n"
SAID = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<ResponseStatus version="2.0" '
    b'xmlns="http://www.hikvision.com/ver20/XMLSchema"><statusCode>%d</statusCode>'
    b"<statusString>%s</statusString><subStatusCode>%s</subStatusCode></ResponseStatus>\n"
)
NOT_SUPPORTED: Answer = (403, SAID % (4, b"Invalid Operation", b"notSupport"), XML)
#: What a device may say to a request that is not in its capture.
REFUSALS: dict[str, Answer] = {
    "403 bare": (403, b"", HTML),
    "404": (404, PAGE, HTML),
    "500": (500, PAGE, HTML),
    "503 busy": (503, SAID % (2, b"Device Busy", b"deviceBusy"), XML),
    "403 notSupport": NOT_SUPPORTED,
    "200 page": (200, PAGE, HTML),
    "200 empty": (200, b"", XML),
}
#: Folders whose list of streams is another camera's (PROVENANCE.md of the captures): it is not served.
FOREIGN_LISTS = ("DS-2CD2146G2-ISU", "DS-2CD2346G2-ISU", "DS-2CD2532F-IWS", "DS-2CD2T46G2-ISU")
USER, PASSWORD = "admin", "Replay-2026"


@dataclass
class Replay:
    """One recorded device. `more` adds documents by URL below /ISAPI/, and wins over the capture.

    `asked` are the URLs below /ISAPI/ that a logged-in client asked for, `missing` those of them that were refused
    because nobody had recorded them.
    """

    folder: Path | None
    refusal: Answer = NOT_SUPPORTED
    algorithm: str = "MD5"
    more: dict[str, bytes] = field(default_factory=dict)
    requests: int = 0
    credentialed: int = 0
    refused: int = 0
    writes: list[tuple[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    nonces: set[str] = field(default_factory=set)
    port: int = 0

    def __post_init__(self) -> None:
        self._digest = Digest("DVRNVRDVS", (self.algorithm,))
        self._lock = threading.Lock()
        index = json.loads((self.folder / "index.json").read_text()) if self.folder else {"endpoints": {}}
        self._known: dict[str, dict[str, Any]] = index["endpoints"]
        if self.folder and self.folder.name in FOREIGN_LISTS:
            del self._known["/ISAPI/Streaming/channels"]

    def answer(self, request: Request) -> tuple[Answer, tuple[tuple[str, str], ...]]:
        """The answer and its further headers: the challenge, until the password is right."""
        with self._lock:
            self.requests += 1
            if "authorization" in request.headers:
                self.credentialed += 1
                tried = self._digest.check(request, lambda user: PASSWORD if user == USER else None)
                if tried.verdict is Verdict.RIGHT:
                    self.nonces.add(request.headers["authorization"].partition('nonce="')[2].partition('"')[0])
                    return self._document(request), ()
                self.refused += 1
            return (401, PAGE, HTML), self._digest.challenges(stale=False)

    def _document(self, request: Request) -> Answer:
        if request.method in ("PUT", "DELETE"):
            self.writes.append((request.method, request.path))
        path = request.path.removeprefix(PREFIX)
        self.asked.append(path)
        if path in self.more:
            return 200, self.more[path], XML
        entry = self._known.get(request.path)
        if entry is None or self.folder is None or request.method != "GET":
            self.missing.add(path)
            return self.refusal
        if entry["status"] == 403:
            return NOT_SUPPORTED
        if entry["status"] != 200:
            return int(entry["status"]), PAGE, HTML
        return 200, (self.folder / entry["file"]).read_bytes(), XML


@contextmanager
def serving(replay: Replay, address: str = "127.0.0.1") -> Iterator[Replay]:
    """Serves it on a free port, in threads of its own."""
    server = ThreadingHTTPServer((address, 0), _handler(replay.answer))
    server.daemon_threads = True
    replay.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(
    answer: Callable[[Request], tuple[Answer, tuple[tuple[str, str], ...]]],
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

        def _any(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            (status, reply, kind), more = answer(Request(self.command, self.path, headers, body))
            self.send_response(status)
            self.send_header("Content-Length", str(len(reply)))
            self.send_header("Content-Type", kind)
            for name, value in more:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply)

        do_GET = do_PUT = do_POST = do_DELETE = _any

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler
