"""Runs a Molecule scenario, as `make scenarios` does."""

import fcntl
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.testinfra.conftest import ROOT

FOLDER = ROOT / "molecule"
SHARED = ROOT / ".config" / "molecule" / "config.yml"


@contextmanager
def alone(scenario: str) -> Iterator[None]:
    """What a scenario's devices have one of on this machine: ports of the lab's addresses, a recorder's name."""
    with (Path(tempfile.gettempdir()) / f"sightline-molecule-{scenario}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def played(scenario: str, folder: Path, steps: list[str]) -> str:
    """What Molecule said; each of the steps was taken, and well."""
    programs = Path(sys.executable).parent
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SIGHTLINE_", "PYTEST_", "ANSIBLE_"))
        },
        "PATH": f"{programs}:{os.environ['PATH']}",
        "MOLECULE_EPHEMERAL_DIRECTORY": str(folder),
        "ANSIBLE_HOME": str(folder / "ansible"),
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
    taken = re.findall(rf"^{scenario} (?:➜|>) (\w+): Executed: (\w+)", said, re.MULTILINE)
    assert taken == [(step, "Successful") for step in steps], said
    return said
