"""The README's commands do what it says. What makes environments is left out: `make` targets are only looked up."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sightline.lab.linux import why_not
from tests.cli.fixed import fixed_addresses

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("addresses")]
ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[list[str]]:
    """The lines of each fenced block of a language."""
    return [found.strip().splitlines() for found in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)]


def run(command: str, folder: Path, home: Path) -> tuple[int, str]:
    """Runs one line of a block as a shell would, with our own programs first."""
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "XDG_CONFIG_HOME": str(home)}
    ended = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_console_commands_run_in_order_and_exit_as_stated(tmp_path: Path) -> None:
    lines = [line for block in blocks("console") for line in block]
    assert len(lines) > 8
    with fixed_addresses():
        try:
            for line in lines:
                command, _, comment = line.removeprefix("$ ").partition("#")
                expected = int(comment.split()[-1]) if "exit status" in comment else 0
                status, said = run(command, tmp_path, tmp_path / "config")
                assert status == expected, f"{command}: exit status {status}\n{said}"
        finally:
            run("sightline --estate lab-estate lab down", tmp_path, tmp_path / "config")
    assert (tmp_path / "report.json").exists()


@pytest.mark.scenario
@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_its_recorder_boots_and_goes(tmp_path: Path) -> None:
    [lines] = blocks("shell-session")
    for line in lines:
        status, said = run(line.removeprefix("$ "), tmp_path, tmp_path)
        assert status == 0, f"{line}: {said}"
    assert "my-recorder" not in Path("/proc/mounts").read_text()


def test_make_targets_that_the_readme_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"`?make ([a-z-]+)", README)) - {"it"}
    assert {"demo", "test", "lint", "foreign", "matrix", "requests", "benchmark"} <= named
    for target in named & {"demo", "test", "lint", "foreign", "matrix", "requests", "benchmark"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_shell_blocks_name_only_programs_that_are_there() -> None:
    known = {"make", "sightline", "pyinfra", "pytest"}
    programs = {shlex.split(line, comments=True)[0] for block in blocks("sh") for line in block}
    assert programs <= known
