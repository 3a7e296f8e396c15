"""The wheel, installed plainly into an environment of its own: `init`, one site file, a true answer; the demo."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.fixed import fixed_addresses
from tests.labsite import NVR, LabSite

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("addresses")]


def run(*words: str | Path, at: Path, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A program that knows nothing of this checkout."""
    plain = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SIGHTLINE_ESTATE")}
    return subprocess.run(
        [str(word) for word in words],
        cwd=at,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
        env={**plain, **(environment or {})},
    )


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed `sightline`. What it needs is taken from this environment's own packages, by a .pth file."""
    place = tmp_path_factory.mktemp("wheel")
    build: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
    if find_spec("hatchling") is None:
        build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", place, ROOT]
    built = run(*build, at=ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = place.glob("*.whl")
    assert run(sys.executable, "-m", "venv", "--without-pip", place / "venv", at=place).returncode == 0
    python = place / "venv" / "bin" / "python"
    installed = run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, at=place
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    (packages,) = (place / "venv" / "lib").glob("python*/site-packages")
    (packages / "needs.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    return place / "venv" / "bin" / "sightline"


def test_it_runs_its_own_code_and_content(command: Path, tmp_path: Path) -> None:
    code = "import sightline.estate.content as c; print(c.__file__); print(c.content_root())"
    said = run(command.parent / "python", "-c", code, at=tmp_path).stdout.splitlines()
    assert all(line.startswith(str(command.parents[1])) for line in said), said
    assert said[1].endswith("sightline/_content")
    assert re.fullmatch(r"sightline, version \d+\.\d+.*\n", run(command, "--version", at=tmp_path).stdout)


def test_init_a_site_file_and_a_true_answer(command: Path, tmp_path: Path, site: LabSite) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(command, "init", "estate", at=empty).returncode == 0
    sites = empty / "estate" / "inventory" / "sites"
    (sites / "example.yml").unlink()
    (sites / "riverside-court.yml").write_text(
        "site: riverside-court\ntitle: Riverside Court\nregion: north\n"
        "systems:\n  - {name: main, kind: site, purpose: Deter, installed: 2026-10-01}\n"
        "devices:\n  - {name: nvr-1, system: main, role: recorder, driver: hikvision, "
        f"address: '{site.lab.address(NVR)}', secret: riverside-court/nvr-1}}\n"
    )
    settings = empty / "estate" / "inventory" / "estate.yml"
    text = re.sub(r"secrets:\n(  .*\n)+", "secrets: {store: env}\n", settings.read_text())
    settings.write_text(text)
    trusted = run(command, "--estate", "estate", "trust", NVR, "--yes", at=empty, environment=site.environment)
    assert trusted.returncode == 0, trusted.stderr
    ended = run(command, "--estate", "estate", "check", "--format", "json", at=empty, environment=site.environment)
    assert ended.returncode == 2, ended.stderr
    report = json.loads(ended.stdout)
    assert report["coverage"] == {"devices": 1, "checked": 1, "unreachable": 0, "refused": 0}
    assert report["devices"][0]["identity"]["model"] == "DS-7608NXI-K2/8P"
    found = {one["control"]: one for one in report["findings"]}
    assert found["retention"]["verdict"] == "drift"
    assert found["retention"]["channels"][0]["found"]["tracks 101: max_days"] == "unlimited"
    assert found["retention"]["channels"][0]["wanted"]["tracks 101: max_days"] == 31
    assert found["no-audio"]["verdict"] == "drift"
    assert round(found["clock"]["found"]["offset_seconds"] / 60) == 11
    assert "accounts not declared" in found["accounts"]["reason"]
    assert found["storage-health"]["verdict"] == "compliant"
    assert site.device(NVR).counters.writes == []


def test_the_demo_ends_well(command: Path, tmp_path: Path) -> None:
    with fixed_addresses():
        ended = run(command, "demo", at=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "$ sightline harden riverside-court --accounts --yes --reason demo" in ended.stdout
    assert "0 drift" in ended.stdout
    assert ended.stderr == ""
    assert list(tmp_path.iterdir()) == []
