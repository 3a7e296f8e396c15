"""An estate in a temporary folder, small enough to break on purpose."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = """\
site: court
systems:
  - name: main
    purpose: Shared areas
    installed: 2026-10-01
devices:
  - name: nvr-1
    system: main
    role: recorder
    driver: hikvision
    address: https://10.0.0.5
    secret: court/nvr-1
"""
SETTINGS = """\
estate: test
timezone: Europe/London
policy: housing_cctv
secrets:
  store: env
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid estate with one site and one device."""
    estate = tmp_path / "estate"
    (estate / "inventory" / "sites").mkdir(parents=True)
    (estate / "policies").mkdir()
    (estate / "inventory" / "estate.yml").write_text(SETTINGS)
    (estate / "inventory" / "sites" / "court.yml").write_text(SITE)
    for name in ("housing_cctv", "firmware", "waivers"):
        shutil.copy(ROOT / "policies" / f"{name}.yml", estate / "policies")
    return estate


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the real trust file or a real credential."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
