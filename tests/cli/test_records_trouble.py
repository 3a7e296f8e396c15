"""A check that is killed, and records that cannot be written: what was found is not lost, and it is said."""

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import event

from sightline.cli import main
from sightline.errors import EstateError
from sightline.lab.http import Request, Response
from sightline.records import database as module
from sightline.records.recorder import Recorder
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite
from tests.records.saved import saved


def records_of(site: LabSite) -> Path:
    """The file."""
    return site.folder / ".sightline" / "records.db"


class Kill:
    """Kills a process when devices have been asked so much."""

    def __init__(self, site: LabSite, requests: int) -> None:
        self.left, self.pid = requests, 0
        for name in (NVR, CAMERA):
            device = site.device(name)
            device.handle = self._counted(device.handle)  # type: ignore[method-assign, assignment]

    def _counted(self, handle: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def counted(request: Request) -> Response:
            self.left -= 1
            if self.left == 0:
                os.kill(self.pid, signal.SIGKILL)
            return handle(request)

        return counted

    def began(self, pid: int) -> None:
        """The process that will be killed."""
        self.pid = pid


@pytest.mark.parametrize("requests", [1, 15, 40, 70])
def test_a_check_that_is_killed_is_shown_as_interrupted(site: LabSite, sightline: Quick, requests: int) -> None:
    kill = Kill(site, requests)
    words = ["--estate", str(site.folder), "check"]
    assert sightline(*words, environment=site.environment, started=kill.began).status == -signal.SIGKILL
    shown = json.loads(sightline.at(site, "records", "show", "--format", "json").out)
    assert [one["state"] for one in shown["unended"]] == ["interrupted"]
    assert sightline.at(site, "records", "check").status == 0
    report = sightline.at(site, "report", "last")
    assert report.status == 0
    assert "This run did not reach its end: a device that is not named was not checked." in report.out
    again = json.loads(sightline.at(site, "check", "--limit-to-failed", "last", "--format", "json").out)
    assert len(again["devices"]) == 2, "never reached is not passed"


def here(site: LabSite, *words: str) -> Result:
    """A command in this process, where a test can break things."""
    return CliRunner().invoke(main, ["--estate", str(site.folder), *words])


def test_records_that_cannot_be_written_end_a_check_before_any_device(
    site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    sightline.at(site, "check", CAMERA)
    asked = [site.device(name).counters.requests for name in (NVR, CAMERA)]
    settle = module._settle

    def closed(connection: sqlite3.Connection, record: Any) -> None:
        settle(connection, record)
        connection.execute("PRAGMA query_only = ON")

    with monkeypatch.context() as patched:
        patched.setattr(module, "_settle", closed)
        refused = here(site, "check")
    assert "records.db: the records cannot be used: attempt to write a readonly database" in str(refused.exception)
    other = sqlite3.connect(records_of(site), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    busy = here(site, "check")
    other.close()
    assert "another process is writing to the records" in str(busy.exception)
    assert [site.device(name).counters.requests for name in (NVR, CAMERA)] == asked


def test_a_disk_that_fills_up_during_a_check_loses_no_result(
    site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Recorder.begin.__func__  # type: ignore[attr-defined]

    def fills_up(cls: type[Recorder], *words: Any, **more: Any) -> Recorder:
        recorder: Recorder = begin(cls, *words, **more)
        engine = recorder.database.engine
        with engine.connect() as connection:
            pages = connection.connection.cursor().execute("PRAGMA page_count").fetchone()[0]
        engine.dispose()
        event.listen(engine, "connect", lambda new, _: new.execute(f"PRAGMA max_page_count = {pages}"))
        return recorder

    with monkeypatch.context() as patched:
        patched.setattr(Recorder, "begin", classmethod(fills_up))
        ended = here(site, "check", "--format", "json")
    assert ended.exit_code == 1
    assert "records.db: the records cannot be used: database or disk is full" in ended.stderr
    report = json.loads(ended.stdout)
    assert report["coverage"]["checked"] == 2
    kept = site.folder / ".sightline" / "runs" / report["run"]["id"] / "report.json"
    assert f"is not in the records; its report is {kept}" in ended.stderr
    assert json.loads(kept.read_text()) == report
    assert saved(site.folder) == report, "and `report` finds it"
    assert sightline.at(site, "check").status == 2, "there is room again"


def test_a_report_that_cannot_be_kept_either_is_said_and_still_shown(
    site: LabSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise EstateError("no room at all")

    monkeypatch.setattr(Recorder, "flush", full)
    monkeypatch.setattr("sightline.cli.running.save", full)
    ended = here(site, "check", CAMERA, "--format", "json")
    assert ended.exit_code == 1
    assert ended.stderr.count("error: no room at all") == 2
    assert json.loads(ended.stdout)["coverage"]["checked"] == 1
