"""Clients that others wrote, each in an environment of its own below `.venv-foreign`: they share module names."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".venv-foreign"
MODULES = ENVIRONMENTS / "npm" / "node_modules"


def needs(client: str) -> pytest.MarkDecorator:
    """Skips without the client's environment. `npm` is the one of all clients in JavaScript."""
    there = (ENVIRONMENTS / client / "ready").exists()
    more = " (it wants node and npm: apt-get install nodejs npm)" if client == "npm" else ""
    return pytest.mark.skipif(not there, reason=f"no environment for {client}: run `make foreign`{more}")


def reads(client: str, script: str, *arguments: str) -> dict[str, Any]:
    """What the client's script prints of a device, in the client's environment."""
    program = "node" if client == "npm" else str(ENVIRONMENTS / client / "bin" / "python")
    ended = subprocess.run(
        [program, str(HERE / script), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NODE_PATH": str(MODULES)},
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found
