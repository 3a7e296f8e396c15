"""`sightline audit pull`: devices' own logs as evidence, and the chain that has their hash."""

import json
import sqlite3
import zlib
from typing import Any

from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite


def entries(site: LabSite, sightline: Quick) -> list[dict[str, Any]]:
    """What the chain has of pulled logs."""
    ended = sightline.at(site, "audit", "show", "--event", "device-log", "--format", "json")
    found: list[dict[str, Any]] = json.loads(ended.out)["entries"]
    return found


def test_logs_are_pulled_kept_and_named_by_the_chain(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "audit", "pull", "--reason", "monthly review")
    assert (ended.status, ended.err) == (0, "")
    assert [line.split()[:3] for line in ended.out.splitlines()] == [
        [CAMERA, "1", "entry,"],
        [NVR, "1", "entry,"],
    ]
    found = {one["device"]: one["what"] for one in entries(site, sightline)}
    assert {device: what["count"] for device, what in found.items()} == {CAMERA: 1, NVR: 1}
    shown = sightline.at(site, "audit", "log", NVR)
    assert [json.loads(line)["metaId"] for line in shown.out.splitlines()] == [
        "log.hikvision.com/Operation/remoteLogin"
    ]
    assert sightline.at(site, "audit", "verify").status == 0
    again = sightline.at(site, "audit", "pull", NVR, "--format", "json")
    assert [(one["device"], one["status"]) for one in json.loads(again.out)] == [(NVR, "pulled")]
    assert sum(one["device"] == NVR for one in entries(site, sightline)) == 2


def test_a_device_that_is_down_keeps_none_of_the_others(site: LabSite, sightline: Quick) -> None:
    site.device(CAMERA).switches.dead = True
    ended = sightline.at(site, "audit", "pull")
    assert ended.status == 3
    camera, nvr = ended.out.splitlines()
    assert "unreachable:" in camera
    assert "1 entry" in nvr
    assert [one["device"] for one in entries(site, sightline)] == [NVR]


def test_a_log_that_was_changed_in_the_records_is_told(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "audit", "pull", NVR)
    connection = sqlite3.connect(site.folder / ".sightline" / "records.db")
    statement = "UPDATE evidence SET data = ? WHERE id = (SELECT evidence_id FROM device_logs)"
    with connection:
        assert connection.execute(statement, [zlib.compress(b"[]")]).rowcount == 1
    connection.close()
    ended = sightline.at(site, "audit", "log", NVR)
    assert (ended.status, ended.out) == (1, "")
    assert "was changed in the records" in ended.err


def test_a_target_that_matches_nothing_is_1(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "audit", "pull", "nowhere")
    assert ended.status == 1
    assert "matches no device" in ended.err


def test_what_is_pruned_is_said_and_the_chain_stays(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "audit", "pull", NVR)
    asked = sightline.at(site, "records", "prune", "--before", "2999-01-01", "--yes", "--reason", "kept long enough")
    assert "1 logs pulled from devices" in asked.out
    assert (asked.status, asked.err) == (0, "")
    gone = sightline.at(site, "audit", "log", NVR)
    assert (gone.status, gone.out) == (3, "")
    assert "its 1 lines are not kept any more" in gone.err
    assert len(entries(site, sightline)) == 1
    verified = sightline.at(site, "audit", "verify")
    assert verified.status == 0
    events = sightline.at(site, "audit", "show", "--event", "records-pruned")
    assert "kept long enough" in events.out
