"""Serves one captured camera: its parameters as param.cgi lists them, and a refusal of choice for the rest."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sightline.drivers.axis.params import covers
from sightline.lab.http import Request
from tests.drivers.replay import HTML, PAGE, Answer, Replay

TEXT, JSON, XML = "text/plain", "application/json", "text/xml"
#: What a camera may say to a request that is not in its capture.
REFUSALS: dict[str, Answer] = {
    "403 bare": (403, b"", HTML),
    "404": (404, PAGE, HTML),
    "500": (500, PAGE, HTML),
    "503": (503, b"", HTML),
    "200 page": (200, PAGE, HTML),
    "200 empty": (200, b"", TEXT),
    "200 error": (200, b"# Error: no such thing\n", TEXT),
    "200 JSON error": (200, b'{"apiVersion": "1.0", "error": {"code": 4000, "message": "no"}}', JSON),
    "200 SOAP fault": (200, b"<Envelope><Body><Fault/></Body></Envelope>", XML),
}


@dataclass
class Captured(Replay):
    """`answers` are files by path, and by the method of a JSON request. `more` adds answers, and wins over a file."""

    capture: Path = Path()
    listed: str = ""
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    added: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def _document(self, request: Request) -> Answer:
        query = parse_qs(urlsplit(request.target).query)
        method = json.loads(request.body).get("method", "") if request.body.startswith(b"{") else ""
        key = (request.path, method)
        self.asked.append(request.path)
        if request.method == "POST" and not method and request.path != "/vapix/services":
            self.writes.append((request.method, request.path))
        if key in self.added:
            return 200, self.added[key], TEXT
        if request.path == "/axis-cgi/param.cgi" and query.get("action") == ["list"]:
            return 200, listing((self.capture / self.listed).read_bytes(), query["group"][0].split(",")), TEXT
        if key in self.answers:
            return 200, (self.capture / self.answers[key]).read_bytes(), TEXT
        self.missing.add(request.path)
        return self.refusal


def listing(dump: bytes, groups: list[str]) -> bytes:
    """What a camera with this whole list answers for some groups, in their order; CRs and blanks as they are."""
    lines = [line for line in dump.split(b"\n") if line.startswith(b"root.")]
    names = [line.partition(b"=")[0].decode().removeprefix("root.") for line in lines]
    said = b""
    for group in groups:
        own = [line for line, name in zip(lines, names, strict=True) if covers(group, name)]
        said += b"".join(line + b"\n" for line in own)
        said += b"" if own else f"# Error: Error -1 getting param in group '{group}'\n".encode()
    return said
