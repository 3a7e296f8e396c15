"""pyinfra's own command line on a checkout: `pyinfra inventory/estate.py …` with the lab on its own addresses."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.fixed import fixed_addresses

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("addresses")]
FINE = ("compliant", "not_applicable")
ROOT = Path(__file__).parents[2]
PARTS = ("sightline", "facts", "deploys", "policies", "inventory")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the repository's root, with the lab running for it."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "inventory" / "sites" / "mixed-site.yml").unlink()  # what ONVIF cannot say is not written from here
    with fixed_addresses():
        up = run(folder, sys.executable, "-m", "sightline", "lab", "up", at=folder)
        assert up.returncode == 0, up.stderr
        yield folder
        assert run(folder, sys.executable, "-m", "sightline", "lab", "down", at=folder).stdout == "the lab has ended\n"


def run(checkout: Path, *words: str, at: Path) -> subprocess.CompletedProcess[str]:
    """A program that imports the copy's own code."""
    return subprocess.run(
        words,
        cwd=at,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(checkout), "COLUMNS": "200"},
    )


def pyinfra(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """From another folder, as a scheduler would."""
    program = str(Path(sys.executable).parent / "pyinfra")
    return run(checkout, program, "--chdir", str(checkout), *words, at=checkout.parent)


def test_the_fact_prints_the_setting(checkout: Path) -> None:
    ended = pyinfra(checkout, "inventory/estate.py", "fact", "facts.retention.Retention", "--json")
    assert ended.returncode == 0, ended.stderr
    text = ended.stdout
    assert '"max_days": "unlimited"' in text, text + ended.stderr
    assert "@sightline/riverside-court/nvr-1" in text


def test_dry_says_which_hosts_would_change_and_changes_none(checkout: Path) -> None:
    ended = pyinfra(checkout, "inventory/estate.py", "deploys/harden.py", "--dry", "--json")
    assert ended.returncode == 0, ended.stderr
    plan = json.loads(ended.stdout)
    text = json.dumps(plan)
    assert "hosts_with_change" in text
    assert "no-audio: No sound is taken in or kept" in text
    checked = run(checkout, sys.executable, "-m", "sightline", "check", "--format", "json", at=checkout)
    audio = [f["verdict"] for f in json.loads(checked.stdout)["findings"] if f["control"] == "no-audio"]
    assert audio == ["drift", "drift"]


def test_the_deploy_hardens(checkout: Path) -> None:
    ended = pyinfra(checkout, "-y", "inventory/estate.py", "deploys/harden.py")
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    checked = run(
        checkout, sys.executable, "-m", "sightline", "check", "riverside-court", "--format", "json", at=checkout
    )
    found = [f for f in json.loads(checked.stdout)["findings"] if f["device"]]
    left = {f["control"] for f in found if f["verdict"] not in FINE}
    assert left == {"oldest-recording", "accounts", "views"}, "accounts and views are a person's"


def test_what_pyinfra_does_stands_in_the_audit_chain(checkout: Path) -> None:
    pyinfra(checkout, "inventory/estate.py", "fact", "facts.clock.Clock")
    audit = [sys.executable, "-m", "sightline", "audit"]
    shown = run(checkout, *audit, "show", "--event", "login", "--last", "2", "--format", "json", at=checkout)
    entries = json.loads(shown.stdout)["entries"]
    assert {one["device"] for one in entries} == {"riverside-court/nvr-1", "riverside-court/entrance"}
    assert all("-pyinfra-" in one["run"] for one in entries)
    verified = run(checkout, *audit, "verify", at=checkout)
    assert verified.returncode == 0, verified.stdout
