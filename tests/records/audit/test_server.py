"""The verbs as people run them, in processes under gevent, with the records on a PostgreSQL server."""

import json
from pathlib import Path

import pytest

from sightline.records.audit.exported import judge
from sightline.records.audit.head import SigningKey
from tests.labsite import CAMERA, LabSite
from tests.records.postgres import WHY_NOT


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
@pytest.mark.parametrize("records_url", ["postgres"], indirect=True)
def test_runs_and_verbs_add_to_a_chain_on_a_server(site: LabSite, records_url: str, tmp_path: Path) -> None:
    settings = site.folder / "inventory" / "estate.yml"
    settings.write_text(f'{settings.read_text()}records: "{records_url}"\n')
    hardened = site.command("harden", CAMERA, "--yes", "--accounts", "--operator", "nina")
    assert (hardened.returncode in (0, 2), hardened.stderr) == (True, "")
    shown = site.command("audit", "show", "--event", "write", "--format", "json")
    writes = json.loads(shown.stdout)["entries"]
    assert writes
    assert {(one["who"], one["device"]) for one in writes} == {("nina", CAMERA)}
    assert site.command("audit", "verify").returncode == 0
    export = tmp_path / "audit.jsonl"
    assert site.command("audit", "export", str(export)).returncode == 0
    assert judge(export, [SigningKey(b"\x5e" * 32).public]).state == "good"
