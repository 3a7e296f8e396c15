"""The Molecule scenarios: to compliant, out of order, noticed, and back. `make scenarios` shows them as they go."""

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from sightline.lab import SITE, mixed
from sightline.lab.control import PORT
from sightline.lab.linux import why_not
from tests.testinfra.scenario import FOLDER, SHARED, played

SEQUENCE = "destroy create converge idempotence verify side_effect converge idempotence verify destroy"
#: The least number of checks that pass after each converge: every control on every device that the scenario names.
CHECKS = {"default": 30, "dahua_site": 12, "axis_site": 12, "mixed_site": 12, "linux_recorder": 20, "zoneminder": 5}
#: The one with steps of its own: an audio exception, night by night.
STORY = "exception"
#: Tasks of those whose devices are the lab's.
LAB = FOLDER / "shared" / "lab"
TASKS = {"start", "visit", "day", "stop"}

FIRST_EPHEMERAL = 32_768
CONTAINER = pytest.mark.skipif(bool(why_not()), reason=why_not())


def own(scenario: str) -> list[pytest.MarkDecorator]:
    """A scenario runs beside the others, and is skipped where its recorder cannot be had."""
    group = pytest.mark.xdist_group(f"molecule-{scenario}")
    return [group, CONTAINER] if scenario in ("linux_recorder", "zoneminder") else [group]


def test_every_scenario_is_run_here() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/molecule.yml")} == {*CHECKS, STORY}


def test_what_they_share_is_what_the_design_asks_for() -> None:
    told = yaml.safe_load(SHARED.read_text())
    assert told["scenario"]["test_sequence"] == SEQUENCE.split()
    assert (told["driver"]["name"], told["verifier"]["name"]) == ("default", "testinfra")
    assert not list(FOLDER.rglob("__init__.py")), "Molecule takes the folder for a package then"
    played = {*SEQUENCE.split()} - {"idempotence", "verify"}
    assert told["provisioner"]["playbooks"] == {step: f"../shared/{step}.yml" for step in played}
    assert {path.stem for path in (FOLDER / "shared").glob("*.yml")} == played | {"attested"}


@pytest.mark.parametrize("scenario", CHECKS)
def test_a_scenario_adds_its_devices_alone(scenario: str) -> None:
    told = yaml.safe_load((FOLDER / scenario / "molecule.yml").read_text())
    assert told.keys() == {"provisioner", "verifier"}
    assert told["verifier"].keys() == {"name", "options"}, "where its checks are is shared"
    own = told["provisioner"]["inventory"]["group_vars"]["all"]
    tasks = LAB if "devices" in own else FOLDER / scenario / "tasks"
    assert own.get("tasks", "") == ("{{ project }}/molecule/shared/lab" if tasks == LAB else "")
    assert {path.stem for path in tasks.glob("*.yml")} >= TASKS
    directory = yaml.safe_load(SHARED.read_text())["verifier"]["directory"]
    assert list((FOLDER / scenario / directory).glob("test_*.py")), "no tests found would be success to Molecule"


def test_scenarios_of_the_lab_have_ports_of_their_own() -> None:
    read = (yaml.safe_load((FOLDER / name / "molecule.yml").read_text()) for name in (*CHECKS, STORY))
    shifts = [
        own["shift"] for told in read if "shift" in (own := told["provisioner"]["inventory"]["group_vars"]["all"])
    ]
    usual = {port for spec in (*SITE, *mixed()) for port in (spec.port, *spec.ports.values())} | {PORT}
    taken = [port + shift for shift in (0, *shifts) for port in usual]
    assert len(taken) == len({*taken})
    assert max(taken) < FIRST_EPHEMERAL


@pytest.mark.scenario
@pytest.mark.skipif(find_spec("molecule") is None, reason="no molecule here: pip install 'sightline-cctv[test]'")
@pytest.mark.parametrize("scenario", [pytest.param(name, marks=own(name)) for name in CHECKS])
def test_a_site_becomes_compliant_drifts_and_comes_back(scenario: str, tmp_path: Path) -> None:
    said = played(scenario, tmp_path, SEQUENCE.split())
    passed = [int(count) for count in re.findall(r"\b(\d+) passed\b", said)]
    assert len(passed) == 2, said
    assert min(passed) >= CHECKS[scenario], "after each converge"


@pytest.mark.scenario
@pytest.mark.xdist_group(f"molecule-{STORY}")
@pytest.mark.skipif(find_spec("molecule") is None, reason="no molecule here: pip install 'sightline-cctv[test]'")
@pytest.mark.skipif(shutil.which("faketime") is None, reason="no libfaketime here: apt-get install faketime")
def test_an_exception_comes_acts_and_ends_by_a_moved_clock(tmp_path: Path) -> None:
    said = played(STORY, tmp_path, ["destroy", "create", "converge", "verify", "destroy"])
    for number, what in enumerate(("it has not begun", "it starts", "it goes on", "it has ended")):
        assert f"The scheduled run of night {number}: {what}" in said, said
