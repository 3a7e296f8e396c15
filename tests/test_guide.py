"""`docs/adding-a-make.md` is followed word for word: what it adds meets the contract."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "adding-a-make.md"
PARTS = ("sightline", "facts", "deploys", "policies", "inventory", "tests", "pyproject.toml")
BLOCK = re.compile(r"`(?P<path>[\w./-]+)`(?P<more>, one line more)?\n```\w+\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the repository with the guide's files in it."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    found = list(BLOCK.finditer(GUIDE.read_text()))
    assert len(found) > 8
    for block in found:
        file = tmp_path / block["path"]
        assert file.exists() == bool(block["more"]), block["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text() if block["more"] else "") + block["text"])
    return tmp_path


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(checkout)},
    )


@pytest.mark.thorough
def test_the_make_of_the_guide_meets_the_contract(checkout: Path) -> None:
    [command] = re.findall(r"```sh\n(pytest .*)\n```", GUIDE.read_text())
    ended = run(checkout, *shlex.split(command), "-q", "-p", "no:cacheprovider")
    assert ended.returncode == 0, ended.stdout
    assert re.search(r"\b[2-9]\d passed", ended.stdout), "each setting is a row"


def test_its_code_is_as_clean_as_the_rest(checkout: Path) -> None:
    own = ["sightline/drivers/acme", "sightline/lab/acme", "tests/contract/makes/acme.py"]
    for words in (("ruff", "check", *own), ("ruff", "format", "--check", *own)):
        ended = run(checkout, *words)
        assert ended.returncode == 0, ended.stdout
