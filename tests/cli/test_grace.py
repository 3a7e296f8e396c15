"""Two versions of the policy side by side, from the files to the report."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sightline.errors import EstateError
from sightline.estate.content import load_controls, policy_sha256
from sightline.estate.load import load_estate
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite

TODAY = datetime.now(UTC).date()
OLD = "housing_cctv_2025"
Edit = Callable[[str], str]


def stand(folder: Path, *, until: date = TODAY + timedelta(days=30), newer: Edit = str, older: Edit = str) -> Path:
    """The shipped policy as the older one, and a newer one that supersedes it."""
    policies = folder / "policies"
    text = (policies / "housing_cctv.yml").read_text()
    (policies / f"{OLD}.yml").write_text(older(text.replace('version: "2026.1"', 'version: "2025.1"')))
    head = f"supersedes: {{file: {OLD}, until: {until}}}\n"
    (policies / "housing_cctv.yml").write_text(newer(head + text))
    return policies / "housing_cctv.yml"


def shorter(text: str) -> str:
    """Less days than the devices were hardened to."""
    return text.replace("retention_days: 31", "retention_days: 14")


def compliant(site: LabSite) -> None:
    """By the shipped policy."""
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        site.device(name).advance(25)


def retention(report: dict[str, Any]) -> dict[str, Any]:
    """The recorder's finding."""
    found: dict[str, Any] = next(f for f in report["findings"] if (f["device"], f["control"]) == ("nvr-1", "retention"))
    return found


def test_until_the_day_a_device_that_complies_with_the_older_counts_and_the_report_says_so(
    site: LabSite, sightline: Quick
) -> None:
    compliant(site)
    stand(site.folder, newer=shorter)
    ended = sightline.at(site, "check", "--format", "json")
    report = json.loads(ended.out)
    assert ended.status == 0
    found = retention(report)
    assert (found["verdict"], found["policy"]) == ("compliant", "2025.1")
    assert "by 2026.1 it is drift" in found["reason"]
    older = report["supersedes"]
    assert (older["version"], older["devices"]) == ("2025.1", 2)
    assert "count 2 devices" in sightline.at(site, "report", "last").out
    assert sightline.at(site, "plan").status == 0, "nothing is written to who complies"


def test_a_recorders_view_that_is_covered_is_drift_by_both(site: LabSite, sightline: Quick) -> None:
    """That its views were accepted is known to the older policy as well: it spares nobody whom the newer judges."""
    compliant(site)
    assert sightline.at(site, "views", "accept", NVR, "--yes").status == 0
    stand(site.folder, newer=shorter)
    assert sightline.at(site, "check", NVR).status == 0
    site.device(NVR).switches.covered = True
    ended = sightline.at(site, "check", NVR, "--format", "json")
    found = {one["control"]: one["verdict"] for one in json.loads(ended.out)["findings"]}
    assert (ended.status, found["views"]) == (2, "drift")


def test_after_the_day_the_newer_counts_alone(site: LabSite, sightline: Quick) -> None:
    compliant(site)
    stand(site.folder, newer=shorter, until=TODAY - timedelta(days=2))
    ended = sightline.at(site, "check", "--format", "json")
    report = json.loads(ended.out)
    assert ended.status == 2
    assert (retention(report)["verdict"], retention(report)["policy"]) == ("drift", None)
    assert "supersedes" not in report


def test_who_complies_with_neither_drifts_by_the_newer(site: LabSite, sightline: Quick) -> None:
    compliant(site)
    ntp = "ntp: [ntp.estate.example]"
    stand(site.folder, newer=shorter, older=lambda text: text.replace(ntp, "ntp: [another.example]"))
    ended = sightline.at(site, "check", "--format", "json")
    assert ended.status == 2
    assert (retention(json.loads(ended.out))["policy"]) == "2026.1"


def test_a_register_counts_by_either_as_well(site: LabSite, sightline: Quick) -> None:
    compliant(site)
    site.edit(r"      signage: .*\n", "")
    none = "controls: [signage]"
    stand(
        site.folder,
        older=lambda text: text.replace(none, "outside: Not yet").replace(
            "[A]\n    outside: Not", "[O]\n    outside: Not"
        ),
    )
    ended = sightline.at(site, "check", "--format", "json")
    signage = next(f for f in json.loads(ended.out)["findings"] if f["control"] == "signage")
    assert (ended.status, signage["verdict"], signage["policy"]) == (0, "not_applicable", "2025.1")


@pytest.mark.parametrize(
    ("newer", "older", "says"),
    [
        (lambda text: text.replace(OLD, "nowhere"), str, "housing_cctv.yml:1: policies/nowhere.yml does not exist"),
        (lambda text: text.replace(OLD, "housing_cctv"), str, "housing_cctv.yml:1: a policy cannot supersede itself"),
        (str, lambda text: f"supersedes: {{file: x, until: 2026-01-01}}\n{text}", "2025.yml:1: only two policies can"),
        (str, lambda text: text.replace("ntp: [", "nto: ["), "unknown key 'nto' in a policy; did you mean 'ntp'?"),
        (lambda text: text.replace("until: 2", "untl: 2", 1), str, "unknown key 'untl' in supersedes"),
        (str, lambda text: text.replace('"2025.1"', '"2026.1"'), "'2026.1' is that of the policy that supersedes it"),
        (str, lambda text: text.replace("[signage]", "[signag]"), "no control 'signag'; did you mean 'signage'?"),
    ],
)
def test_a_slip_in_either_is_answered_with_its_line(site: LabSite, newer: Edit, older: Edit, says: str) -> None:
    stand(site.folder, newer=newer, older=older)
    with pytest.raises(EstateError) as refused:
        load_controls(load_estate(site.folder))
    assert says in str(refused.value)


def test_the_policys_hash_is_over_both(site: LabSite) -> None:
    stand(site.folder)
    before = policy_sha256(load_estate(site.folder))
    older = site.folder / "policies" / f"{OLD}.yml"
    older.write_text(older.read_text() + "# a word\n")
    assert policy_sha256(load_estate(site.folder)) != before
