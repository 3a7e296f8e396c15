"""Frigate's own description of its interface: every request of the driver is in it, and the login's body."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sightline.lab.frigate.devices import RECORDER
from sightline.settings import ALL
from tests.drivers.makesite import target
from tests.drivers_frigate import tape
from tests.drivers_frigate.frigatesite import NAME, running

DESCRIPTION = Path(__file__).resolve().parents[3] / "shared" / "captures" / "frigate" / "frigate-api.yaml"
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not DESCRIPTION.is_file(), reason=f"no description at {DESCRIPTION}"),
]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found = yaml.load(DESCRIPTION.read_bytes(), Loader=yaml.CSafeLoader)
    assert isinstance(found, dict)
    return found


def operation(described: dict[str, Any], method: str, asked: str) -> dict[str, Any]:
    """The first described one of that path; a whole name before one with a blank in it."""
    path = asked.partition("?")[0].removeprefix("/api")
    for name in sorted(described["paths"], key=lambda one: "{" in one):
        pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(name))
        if re.fullmatch(pattern, path) and method.lower() in described["paths"][name]:
            found = described["paths"][name][method.lower()]
            assert isinstance(found, dict)
            return found
    raise AssertionError(f"{method} {path} is not described")


def test_every_request_is_described(described: dict[str, Any], tmp_path: Path) -> None:
    with running(tmp_path) as site:
        password = RECORDER.passwords["admin"]
        asked = tape.record("frigate", target(site.lab.address(NAME), password), [*ALL, "analytics", "certificates"])
        site.harden(accounts=True)
        written = [(method, f"/api/{path}") for method, path in site.device(NAME).counters.writes]
    assert len(asked) >= 10
    assert {method for method, _ in written} == {"PUT", "DELETE"}
    for method, path in [*asked, *written]:
        found = operation(described, method, path)
        known = {one["name"] for one in found.get("parameters", []) if one["in"] == "query"}
        sent = {pair.partition("=")[0] for pair in path.partition("?")[2].split("&") if pair}
        assert sent <= known, path


def test_bodies_have_the_described_fields(described: dict[str, Any]) -> None:
    schemas, sent = described["components"]["schemas"], []

    class Listening(tape.Playing):
        def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Any:
            sent.append((path, body))
            return super()._send(method, path, body, content_type, authorization)

    device, _ = tape.play("frigate", lambda _: tape.reply(200, b'{"success": true}', ("a=token; Path=/",)))
    listening = tape._with(device, Listening)
    listening.answer = lambda _: tape.reply(200, b'{"success": true}', ("a=token; Path=/",))
    device.set("door", "record", {"enabled": False})
    bodies = {path: json.loads(body) for path, body in sent if body}
    for path, name in (("/api/login", "AppPostLoginBody"), ("/api/config/set", "AppConfigSetBody")):
        assert bodies[path].keys() <= schemas[name]["properties"].keys()
        assert bodies[path].keys() >= set(schemas[name].get("required", ()))


def test_rows_have_the_described_fields(described: dict[str, Any]) -> None:
    for name, fields in (
        ("EventResponse", {"camera", "start_time", "has_snapshot", "retain_indefinitely"}),
        ("ExportModel", {"id"}),
    ):
        assert fields <= set(described["components"]["schemas"][name]["required"])
