"""Serves one folder of recorded replies over HTTP with digest, as a device of CGI alone; the rest is refused."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sightline.lab.http import Request
from tests.drivers.replay import HTML, Answer, Replay

TEXT, JSON = "text/plain;charset=utf-8", "application/json"
DENIED: Answer = (403, b'{"error":{"code":403,"message":"Authority:check failure."},"result":false}', JSON)
#: What a device may say to a request that nobody recorded.
REFUSALS: dict[str, Answer] = {
    "403 denied or unknown": DENIED,
    "403 bare": (403, b"", HTML),
    "400": (400, b"Error\r\nBad Request!", TEXT),
    "501": (501, b"Error\r\nNot Implemented!", TEXT),
    "200 error": (200, b"Error: Error -1 getting param in name=X\r\n", TEXT),
    "200 empty": (200, b"", TEXT),
    "200 page": (200, b"<!DOCTYPE html>\n<html></html>\n", HTML),
}
STEP = re.compile(r"^# GET (\S*action=(\S+?)(?:&\S*)?)$")


@dataclass
class Captured(Replay):
    """`added` are bodies by the name that a file would have, and win over a file."""

    capture: Path = Path()
    added: dict[str, bytes] = field(default_factory=dict)

    def _document(self, request: Request) -> Answer:
        name = file_of(request.target)
        self.asked.append(name)
        if "setConfig" in request.target or "deleteUser" in request.target:
            self.writes.append((request.method, request.target))
        found = self.added.get(name) or steps(self.capture).get(name) or _file(self.capture, name)
        if found is None:
            self.missing.add(name)
            return self.refusal
        return 200, found, TEXT


def file_of(target: str) -> str:
    """`configManager_getConfig_NTP` of a request."""
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    interface = parts.path.rpartition("/")[2].removesuffix(".cgi")
    return "_".join([interface, query.get("action", [""])[0], *query.get("name", [])])


def steps(capture: Path) -> dict[str, bytes]:
    """The recorded search: what each of its requests was answered."""
    found: dict[str, bytes] = {}
    file = capture / "mediaFileFind_oldest.txt"
    name = ""
    for line in file.read_text().splitlines() if file.exists() else ():
        step = STEP.match(line)
        if step:
            name = f"mediaFileFind_{step[2].partition('&')[0]}"
        elif not line.startswith("#"):
            found[name] = found.get(name, b"") + line.encode() + b"\n"
    return found


def _file(capture: Path, name: str) -> bytes | None:
    for suffix in (".txt", ".excerpt.txt"):
        if (capture / f"{name}{suffix}").exists():
            return (capture / f"{name}{suffix}").read_bytes()
    return None
