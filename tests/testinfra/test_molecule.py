"""The Molecule scenario: to compliant, out of order, noticed, and back. `make scenarios` shows it as it goes."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tests.cli.fixed import fixed_addresses
from tests.testinfra.conftest import ROOT

SCENARIO = ROOT / "molecule" / "default"
SEQUENCE = "destroy create converge idempotence verify side_effect converge idempotence verify destroy"


def test_the_scenario_is_what_the_design_asks_for() -> None:
    told = yaml.safe_load((SCENARIO / "molecule.yml").read_text())
    assert told["scenario"]["test_sequence"] == SEQUENCE.split()
    assert (told["driver"]["name"], told["verifier"]["name"]) == ("default", "testinfra")
    assert not list(SCENARIO.parent.rglob("__init__.py")), "Molecule takes the folder for a package then"
    assert list((SCENARIO / told["verifier"]["directory"]).glob("test_*.py")), (
        "no tests found would be success to Molecule"
    )


@pytest.mark.scenario
@pytest.mark.xdist_group("addresses")
@pytest.mark.skipif(find_spec("molecule") is None, reason="no molecule here: pip install 'sightline-cctv[test]'")
def test_a_site_becomes_compliant_drifts_and_comes_back(tmp_path: Path) -> None:
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
    with fixed_addresses():
        ended = subprocess.run(
            [programs / "molecule", "test"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    said = re.sub(r"\x1b\[[\d;]*m", "", ended.stdout + ended.stderr)
    assert ended.returncode == 0, said
    steps = re.findall(r"^default (?:➜|>) (\w+): Executed: (\w+)", said, re.MULTILINE)
    assert steps == [(step, "Successful") for step in SEQUENCE.split()], said
    passed = [int(count) for count in re.findall(r"\b(\d+) passed in ", said)]
    assert len(passed) == 2, said
    assert min(passed) >= 20, "every control on every device, after each converge"
