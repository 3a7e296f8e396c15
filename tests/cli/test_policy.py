"""`sightline policy`: every clause, from it to devices, from a device to clauses; a bare one is named."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sightline.policy.finding import VERDICTS
from tests.cli.quick import Quick
from tests.estate.test_clauses import CLAUSES
from tests.labsite import CAMERA, NVR, LabSite

ROOT = Path(__file__).resolve().parents[2]
#: A checkout as far as the command needs one.
PARTS = ("sightline", "facts", "deploys", "policies", "inventory", "pyproject.toml", "tests/estate/test_clauses.py")


def clauses(site: LabSite, sightline: Quick, *words: str) -> dict[str, dict[str, Any]]:
    """The clauses as data, by number."""
    ended = sightline.at(site, "policy", *words, "--format", "json")
    assert ended.status == 0
    found = json.loads(ended.out)
    assert found["schema"] == "sightline.policy/1"
    return {one["clause"]: one for one in found["clauses"]}


def test_every_clause_is_shown_with_its_controls_and_their_state(site: LabSite, sightline: Quick) -> None:
    before = clauses(site, sightline)
    assert sorted(before) == sorted(CLAUSES)
    assert before["4.2.10"]["state"] == "not_judged"
    assert before["2.9"]["state"] == "outside"
    assert [number for number, one in before.items() if one["bare"]] == []
    assert sightline.at(site, "check").status == 2
    after = clauses(site, sightline)
    assert (after["4.2.4"]["state"], after["4.2.3"]["state"]) == ("drift", "compliant")
    counts = after["4.2.4"]["answers"][0]["counts"]
    assert sum(counts.values()) == 2
    table = sightline.at(site, "policy")
    assert table.status == 0
    assert all(f"\n{number:<8}" in f"\n{table.out}" for number in CLAUSES)
    assert "no-audio: 2 drift" in table.out


def test_from_a_clause_to_devices_and_from_a_device_to_clauses(site: LabSite, sightline: Quick) -> None:
    assert sightline.at(site, "check").status == 2
    of_clause = sightline.at(site, "policy", "4.2.10").out
    for name in (NVR, CAMERA):
        assert f"{name}" in of_clause
    of_device = clauses(site, sightline, "--device", NVR)
    about = {one["about"] for row in of_device.values() for answer in row["answers"] for one in answer["judgements"]}
    assert about == {NVR}
    shown = sightline.at(site, "policy", "--device", "riverside-court/main").out
    assert "4.2.3" in shown
    assert "retention" not in shown


def test_each_device_stands_with_the_latest_run_that_judged_it(site: LabSite, sightline: Quick) -> None:
    assert sightline.at(site, "check").status == 2
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        site.device(name).advance(25)
    assert sightline.at(site, "check", CAMERA).status == 0
    found = {one["about"]: one for one in clauses(site, sightline)["4.2.4"]["answers"][0]["judgements"]}
    assert {name: one["verdict"] for name, one in found.items()} == {NVR: "drift", CAMERA: "compliant"}
    assert found[NVR]["run"] != found[CAMERA]["run"]
    alone = clauses(site, sightline, "--run", found[CAMERA]["run"])["4.2.4"]["answers"][0]["counts"]
    assert alone == {"not_judged": 1, "compliant": 1}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["9.9"], "the policy has no clause '9.9'; it has 1.1, "),
        (["--device", "riverside-court/nvr-9"], "nothing is asked of 'riverside-court/nvr-9'"),
        (["4.2.4", "--device", NVR], "give a clause or --device, not both"),
        (["--run", "nothing"], "no report of a run 'nothing'"),
    ],
)
def test_what_is_not_there_ends_with_1(site: LabSite, sightline: Quick, words: list[str], says: str) -> None:
    ended = sightline.at(site, "policy", *words)
    assert (ended.status, ended.out) == (1, "")
    assert says in ended.err


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python in a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.thorough
def test_a_control_that_is_taken_away_leaves_its_clause_bare_and_fails_the_test_of_clauses(tmp_path: Path) -> None:
    for part in PARTS:
        target = tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile)(ROOT / part, target)
    clauses = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/estate/test_clauses.py")
    assert run(tmp_path, *clauses).returncode == 0
    (tmp_path / "policies" / "controls" / "signage.py").unlink()
    failed = run(tmp_path, *clauses)
    assert failed.returncode == 1
    assert "test_no_clause_is_without_its_controls_or_a_reason" in failed.stdout
    said = run(tmp_path, "-m", "sightline", "policy")
    assert said.returncode == 2
    assert "clause 4.2.3 is bare: no control is loaded for signage" in said.stderr
    refused = run(tmp_path, "-m", "sightline", "check")
    assert (refused.returncode, "no control 'signage'" in refused.stderr) == (1, True)


def test_every_state_has_a_colour() -> None:
    from sightline.reports.coverage import STATE

    assert STATE.keys() >= {*VERDICTS, "bare", "planned", "not_judged", "not_asked", "outside"}
