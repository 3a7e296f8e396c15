"""`sightline init` and `pytest tests/site`, from a wheel, in an empty folder."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from sightline.estate.state import Pin, State
from tests.labsite import CAMERA, NVR, LabSite
from tests.testinfra.conftest import ROOT, Ran, cases

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and of this one only what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    programs = folder / "venv" / "bin"
    packages = Path(
        run(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder).out
    )
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    [wheel] = folder.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--no-index", "--ignore-installed", str(wheel)], check=True, capture_output=True)
    return programs


def run(program: Path, *words: str | Path) -> Ran:
    """Runs a program in the folder that comes last."""
    *rest, folder = words
    names = {name for name in os.environ if name.startswith("PYTHON")}
    environment = {name: value for name, value in os.environ.items() if name not in names}
    ended = subprocess.run(
        [program, *rest], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(ended.returncode, (ended.stdout + ended.stderr).strip(), cases(Path(folder) / "drift.xml"))


def test_checks_run_from_a_new_estate(programs: Path, site: LabSite, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    where = run(programs / "python", "-c", "import sightline; print(sightline.__file__)", folder)
    assert Path(where.out).is_relative_to(programs.parent), "the wheel, not the checkout"
    assert run(programs / "sightline", "init", ".", folder).status == 0
    pytest_ = (programs / "python", "-m", "pytest", "tests/site", "--junitxml=drift.xml")
    ran = run(*pytest_, folder)
    assert (ran.status, ran.cases["retention[example/nvr-1]"].outcome) == (1, "failure"), "no password is stored yet"
    move_in(folder, site)
    ran = run(*pytest_, "--connection=sightline", "--hosts=riverside-court/*", folder)
    assert (ran.status, ran.cases[f"retention[{NVR}]"].properties["verdict"]) == (1, "drift"), ran.out
    assert run(programs / "sightline", "harden", "--accounts", "--yes", folder).status == 2
    for name in (NVR, CAMERA):
        site.device(name).advance(25)
    assert run(programs / "sightline", "views", "accept", CAMERA, "--yes", folder).status == 0
    ran = run(*pytest_, folder)
    assert (ran.status, {case.outcome for case in ran.cases.values()}) == (0, {"passed", "skipped"}), ran.out
    assert len(ran.cases) > 20


def move_in(folder: Path, site: LabSite) -> None:
    """Gives the new estate the lab's devices and how to log in to them."""
    (folder / "inventory" / "sites" / "example.yml").unlink()
    for file in ("estate.yml", "sites/riverside-court.yml"):
        (folder / "inventory" / file).write_text((site.folder / "inventory" / file).read_text())
    for name in (NVR, CAMERA):
        pin = State(site.folder).pins(name)
        assert pin is not None
        State(folder).set_pin(name, Pin(serial="", certificate_sha256=pin.certificate_sha256))
