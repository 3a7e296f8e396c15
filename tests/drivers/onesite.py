"""An estate with one device at a given port, and a whole check of it: login, driver, codec, pyinfra, judge."""

import shutil
from pathlib import Path

import pytest

from sightline.bridge.begin import begin
from sightline.bridge.link import Link
from sightline.records.result import Checked
from sightline.runs.check import check
from tests.drivers.replay import PASSWORD, USER

ROOT = Path(__file__).resolve().parents[2]
SITE = """\
site: court
systems:
  - name: main
    purpose: Shared areas
    installed: 2026-10-01
    accounts: []
devices:
  - {{name: box, system: main, role: {role}, driver: hikvision, address: "http://127.0.0.1:{port}", secret: court/box}}
"""
SETTINGS = """\
estate: replay
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits: {connect_seconds: 2, read_seconds: 5, total_seconds: 10, budget_seconds: 60, probe_seconds: 0.5}
"""


def write(folder: Path, *, role: str, port: int) -> Path:
    """The estate's files; no account but ours may log in."""
    (folder / "inventory" / "sites").mkdir(parents=True)
    (folder / "policies").mkdir()
    (folder / "inventory" / "estate.yml").write_text(SETTINGS)
    (folder / "inventory" / "sites" / "court.yml").write_text(SITE.format(role=role, port=port))
    for name in ("housing_cctv", "firmware", "waivers"):
        shutil.copy(ROOT / "policies" / f"{name}.yml", folder / "policies")
    return folder


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch, *, password: str = PASSWORD) -> Checked:
    """One check run over the estate."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_BOX", f"{USER}:{password}")
    work = begin(folder, verb="check")
    found: list[Checked] = []
    check(work, [Link(work, device) for device in work.estate.devices], found.append)
    return found[0]
