"""The Molecule scenarios: to compliant, out of order, noticed, and back. `make scenarios` shows them as they go."""

import fcntl
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from sightline.lab.linux import why_not
from tests.cli.fixed import fixed_addresses
from tests.testinfra.conftest import ROOT

FOLDER = ROOT / "molecule"
SHARED = ROOT / ".config" / "molecule" / "config.yml"
SEQUENCE = "destroy create converge idempotence verify side_effect converge idempotence verify destroy"
#: The least number of checks that pass after each converge: every control on every device that the scenario names.
CHECKS = {"default": 30, "linux_recorder": 20, "zoneminder": 5}

CONTAINER = pytest.mark.skipif(bool(why_not()), reason=why_not())


@contextmanager
def alone(scenario: str) -> Iterator[None]:
    """What a scenario's devices have one of on this machine: the lab's addresses, a recorder's name."""
    with (Path(tempfile.gettempdir()) / f"sightline-molecule-{scenario}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if scenario == "default":
            with fixed_addresses():
                yield
        else:
            yield


def test_every_scenario_is_run_here() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/molecule.yml")} == CHECKS.keys()


def test_what_they_share_is_what_the_design_asks_for() -> None:
    told = yaml.safe_load(SHARED.read_text())
    assert told["scenario"]["test_sequence"] == SEQUENCE.split()
    assert (told["driver"]["name"], told["verifier"]["name"]) == ("default", "testinfra")
    assert not list(FOLDER.rglob("__init__.py")), "Molecule takes the folder for a package then"
    played = {*SEQUENCE.split()} - {"idempotence", "verify"}
    assert told["provisioner"]["playbooks"] == {step: f"../shared/{step}.yml" for step in played}
    assert {path.stem for path in (FOLDER / "shared").iterdir()} == played


@pytest.mark.parametrize("scenario", CHECKS)
def test_a_scenario_adds_its_devices_alone(scenario: str) -> None:
    told = yaml.safe_load((FOLDER / scenario / "molecule.yml").read_text())
    assert told.keys() == {"provisioner", "verifier"}
    assert told["verifier"].keys() == {"name", "options"}, "where its checks are is shared"
    assert {path.stem for path in (FOLDER / scenario / "tasks").iterdir()} == {"start", "visit", "day", "stop"}
    directory = yaml.safe_load(SHARED.read_text())["verifier"]["directory"]
    assert list((FOLDER / scenario / directory).glob("test_*.py")), "no tests found would be success to Molecule"


@pytest.mark.scenario
@pytest.mark.xdist_group("addresses")
@pytest.mark.skipif(find_spec("molecule") is None, reason="no molecule here: pip install 'sightline-cctv[test]'")
@pytest.mark.parametrize(
    "scenario",
    ["default", *(pytest.param(name, marks=CONTAINER) for name in ("linux_recorder", "zoneminder"))],
)
def test_a_site_becomes_compliant_drifts_and_comes_back(scenario: str, tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SIGHTLINE_", "PYTEST_", "ANSIBLE_"))
        },
        "PATH": f"{programs}:{os.environ['PATH']}",
        "MOLECULE_EPHEMERAL_DIRECTORY": str(tmp_path),
        "ANSIBLE_HOME": str(tmp_path / "ansible"),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }
    with alone(scenario):
        ended = subprocess.run(
            [programs / "molecule", "--base-config", SHARED, "test", "--scenario-name", scenario],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    said = re.sub(r"\x1b\[[\d;]*m", "", ended.stdout + ended.stderr)
    assert ended.returncode == 0, said
    steps = re.findall(rf"^{scenario} (?:➜|>) (\w+): Executed: (\w+)", said, re.MULTILINE)
    assert steps == [(step, "Successful") for step in SEQUENCE.split()], said
    passed = [int(count) for count in re.findall(r"\b(\d+) passed\b", said)]
    assert len(passed) == 2, said
    assert min(passed) >= CHECKS[scenario], "after each converge"
