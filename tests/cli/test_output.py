"""What `check` and `report` give: one JSON document, a file, a table without a terminal's codes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite

#: The contract of DESIGN, section 7. Keys may be added, never changed or taken away.
REPORT = {"schema", "run", "policy", "coverage", "summary", "devices", "findings"}
RUN = {"id", "verb", "operator", "reason", "started", "ended"}
POLICY = {"name", "version", "sha256", "planned"}
COVERAGE = {"devices", "checked", "unreachable", "refused"}
SUMMARY = {"compliant", "drift", "waived", "not_applicable", "unsupported", "unread"}
DEVICE = {"site", "system", "device", "driver", "state", "requests", "identity"}
IDENTITY = {"vendor", "model", "serial", "firmware"}
FINDING = {
    "site", "system", "device", "control", "clause", "severity", "verdict", "wanted", "found", "reason", "waiver",
    "channels", "evidence",
}  # fmt: skip
CHANNEL = {"channel", "verdict", "wanted", "found", "witness"}
EVIDENCE = {"collected_at", "sha256"}


def fulfils(report: dict[str, Any]) -> None:
    """Holds a report against the contract."""
    assert report["schema"] == "sightline.report/1"
    assert report.keys() >= REPORT
    assert report["run"].keys() >= RUN
    assert report["policy"].keys() >= POLICY
    assert report["coverage"].keys() >= COVERAGE
    assert report["summary"].keys() == SUMMARY
    assert report["run"]["started"].endswith("Z")
    assert report["run"]["ended"].endswith("Z")
    assert sum(report["summary"].values()) == len(report["findings"])
    states = [device["state"] for device in report["devices"]]
    assert report["coverage"]["devices"] == len(states)
    assert all(report["coverage"][state] == states.count(state) for state in ("checked", "unreachable", "refused"))
    for device in report["devices"]:
        assert device.keys() >= DEVICE
        assert device["identity"] is None or device["identity"].keys() >= IDENTITY
    for finding in report["findings"]:
        assert finding.keys() >= FINDING
        assert finding["verdict"] in SUMMARY
        assert finding["severity"] in {"critical", "high", "medium", "low"}
        assert all(channel.keys() >= CHANNEL for channel in finding["channels"])
        assert finding["evidence"] is None or finding["evidence"].keys() >= EVIDENCE
        if finding["verdict"] == "unread":
            assert (finding["wanted"], finding["found"]) == (None, None)


def test_json_on_standard_output_is_one_document_and_nothing_else(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "check", "--format", "json", "--operator", "Ann", "--reason", "night run")
    assert (ended.status, ended.err) == (2, "")
    report = json.loads(ended.out)
    fulfils(report)
    assert ended.out.isascii(), "nothing that a terminal could act on"
    assert (report["run"]["verb"], report["run"]["operator"], report["run"]["reason"]) == ("check", "Ann", "night run")
    assert report["coverage"] == {"devices": 2, "checked": 2, "unreachable": 0, "refused": 0}
    assert report["policy"]["name"] == "housing-cctv"
    assert len(report["policy"]["sha256"]) == 64
    audio = next(f for f in report["findings"] if (f["device"], f["control"]) == ("nvr-1", "no-audio"))
    assert (audio["verdict"], audio["clause"], audio["severity"], audio["waiver"]) == (
        "drift",
        "4.2.4",
        "critical",
        None,
    )
    assert {part["channel"] for part in audio["channels"]} == {"1", "2", "3", "4"} or audio["channels"]
    for device in report["devices"]:
        assert device["requests"] == site.device(f"{device['site']}/{device['device']}").counters.requests


def test_the_contract_holds_where_devices_are_down(site: LabSite, sightline: Quick) -> None:
    site.device(NVR).switches.dead = True
    site.device(CAMERA).switches.locked_out = True
    ended = sightline.at(site, "check", "--format", "json")
    report = json.loads(ended.out)
    fulfils(report)
    assert ended.status == 3
    assert report["coverage"] == {"devices": 2, "checked": 0, "unreachable": 1, "refused": 1}
    asked = [one for one in report["findings"] if one["device"] and one["verdict"] != "not_applicable"]
    assert report["summary"]["unread"] == len(asked) > 30


def test_harden_gives_one_json_document_also_where_it_had_something_to_say(site: LabSite, sightline: Quick) -> None:
    site.device(CAMERA).switches.refuse_put = True
    ended = sightline.at(site, "harden", "--yes", "--format", "json")
    report = json.loads(ended.out)
    fulfils(report)
    assert report["run"]["verb"] == "harden"
    assert "riverside-court/entrance: no-audio: " in ended.err
    assert "HTTP 403" in ended.err
    assert "Error (ignored)" not in ended.err, "pyinfra's own words"


def test_a_file_holds_what_the_records_hold(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "report.json"
    ended = sightline.at(site, "check", "--format", "json", "--output", str(file))
    assert (ended.status, ended.out, ended.err) == (2, "", "")
    report = json.loads(file.read_text())
    fulfils(report)
    run = report["run"]["id"]
    for one in report["findings"]:
        if one["device"]:
            assert one["since"] == one["evidence"]["collected_at"]
        else:
            assert report["run"]["started"] <= one["since"] <= report["run"]["ended"]
    last = sightline.at(site, "report", "last", "--format", "json")
    assert (last.status, last.err) == (0, "")
    assert json.loads(last.out) == report
    assert json.loads(sightline.at(site, "report", run, "--format", "json").out) == report
    table = sightline.at(site, "report", run)
    assert table.status == 0
    assert f"run {run}" in table.out
    sightline.at(site, "report", run, "--output", str(tmp_path / "also new" / "report.txt"))
    assert (tmp_path / "also new" / "report.txt").read_text() == table.out


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_file_that_cannot_be_written_is_1_and_named(
    site: LabSite, sightline: Quick, tmp_path: Path, form: str
) -> None:
    (tmp_path / "file").write_text("")
    place = str(tmp_path / "file" / "report")
    ended = sightline.at(site, "check", "--format", form, "--output", place)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(f"error: {place}: the report cannot be written (")
    folder = sightline.at(site, "check", "--output", str(tmp_path))
    assert folder.status == 1
    assert "is a directory" in folder.err


def test_an_output_that_is_no_file_is_written_to_and_not_replaced(
    site: LabSite, sightline: Quick, tmp_path: Path
) -> None:
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    sightline.at(site, "check", CAMERA)
    assert sightline.at(site, "report", "last", "--output", str(tmp_path / "pipe")).status == 0
    assert b"riverside-court/entrance" in os.read(reader, 65536)
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()
    sightline.at(site, "report", "last", "--format", "json", "--output", str(link))
    assert link.is_symlink()
    fulfils(json.loads(target.read_text()))


def test_a_pipe_gets_no_progress_and_no_codes(site: LabSite, sightline: Quick) -> None:
    site.edit("title: Riverside Court", "title: Riverside Court")
    for words in (["check", "--all"], ["plan"], ["harden", "--yes"]):
        ended = sightline.at(site, *words)
        assert "\x1b" not in ended.out + ended.err
        assert "checking" not in ended.out + ended.err


def devices(site: LabSite, sightline: Quick, *words: str) -> list[str]:
    """Those that a check with these words was about."""
    ended = sightline.at(site, "check", *words, "--format", "json")
    return [device["device"] for device in json.loads(ended.out)["devices"]]


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["riverside-court"], ["nvr-1", "entrance"]),
        (["riverside-*"], ["nvr-1", "entrance"]),
        (["riverside-court/entr*"], ["entrance"]),
        (["*/nvr-?"], ["nvr-1"]),
        (["riverside-court/entrance", "riverside-court/nvr-1"], ["nvr-1", "entrance"]),
        (["--tag", "entrance"], ["entrance"]),
        (["--role", "recorder"], ["nvr-1"]),
        (["--role", "camera", "riverside-court"], ["entrance"]),
        (["--driver", "hikvision"], ["nvr-1", "entrance"]),
    ],
)
def test_targets(site: LabSite, sightline: Quick, words: list[str], chosen: list[str]) -> None:
    for name in (NVR, CAMERA):
        site.device(name).switches.dead = True
    assert devices(site, sightline, *words) == chosen


def test_limit_to_failed_takes_what_did_not_pass(site: LabSite, sightline: Quick) -> None:
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        site.device(name).advance(25)
    site.device(CAMERA).switches.busy = True
    sightline.at(site, "check")
    site.device(CAMERA).switches.busy = False
    assert devices(site, sightline, "--limit-to-failed", "last") == ["entrance"]
    ended = sightline.at(site, "check", "--limit-to-failed", "last")
    assert ended.status == 1, "all of them passed in that one"
    assert "no device matches" in ended.err
