"""SIGKILL at any moment, and writers side by side: the records open, what was committed is there, the rest is shown."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from sightline.records.database import Database, open_records
from sightline.records.history import history
from sightline.records.runs import find_run, need_run, unended
from sightline.records.size import flaws, size_of
from sightline.reports.recorded import report_of
from tests.records.estates import estate
from tests.records.made import Wanted, begun, name_of, run, take

NIGHT: Wanted = {f"a/{number}": dict.fromkeys(("audio", "clock", "time"), "compliant") for number in range(6)}
#: More than the statements of one run over NIGHT, commits counted; a test holds that.
STATEMENTS = 60


def child(work: Callable[[], None]) -> int:
    """The number of a process that does this."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return pid


def ended(pid: int) -> int:
    """Its exit status; minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def dies_at(database: Database, statement: int) -> None:
    """Kills this process before that statement or commit, counted from 1."""
    seen = [0]

    def count(*_: Any, **__: Any) -> None:
        seen[0] += 1
        if seen[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", count)
    event.listen(database.engine, "commit", count)


def a_run(folder: Path, url: str, number: int, statement: int = 0) -> None:
    """A whole run over NIGHT, some devices at a time; it dies at that statement."""
    database = open_records(estate(folder, url))
    if statement:
        dies_at(database, statement)
    result, recorder = begun(database, estate(folder), number)
    for name, one in NIGHT.items():
        take(recorder, result, {name: {**one, "time": ("compliant", number)}})
        recorder.flush()
    result.ended = result.started
    recorder.end(result)


@pytest.mark.thorough
def test_a_run_that_is_killed_before_any_statement(
    tmp_path: Path, records_url: str, until: Callable[..., None]
) -> None:
    all_ended = [ended(child(lambda: a_run(tmp_path, records_url, 0)))]
    for statement in range(1, STATEMENTS + 40, 3):
        pid = child(lambda at=statement: a_run(tmp_path, records_url, at, at))  # type: ignore[misc]
        all_ended.append(ended(pid))
    assert set(all_ended) == {0, -signal.SIGKILL}
    assert all_ended[-1] == 0, "the last kills came too late: every statement was met"
    database = open_records(estate(tmp_path, records_url))
    until(lambda: not [one for one in unended(database) if one.state == "running"])
    assert flaws(database) == []
    dead = unended(database)
    assert len(dead) + all_ended.count(0) == size_of(database).runs
    assert {one.state for one in dead} == {"interrupted"}
    for one in dead:
        report = report_of(database, one)
        assert (report["run"]["interrupted"], report["run"]["ended"]) == (True, None)
        assert len(report["findings"]) == 3 * len(report["devices"])
    reached = {len(report_of(database, one)["devices"]) for one in dead}
    assert reached >= {0, 1, 2, 3, 4, 5}, "what was written before stays"
    whole = report_of(database, need_run(database, "latest"))
    assert len(whole["findings"]) == 18
    assert {one["since"] for one in whole["findings"]} == {"2026-11-01T03:00:00Z"}
    database.close()


def test_a_process_that_dies_lets_go_of_its_run(tmp_path: Path, records_url: str, until: Callable[..., None]) -> None:
    database = open_records(estate(tmp_path, records_url))
    result, recorder = begun(database, estate(tmp_path), 0)
    assert need_run(database, result.id).state == "running"
    assert ended(child(lambda: a_run(tmp_path, records_url, 1, 9))) == -signal.SIGKILL
    until(lambda: need_run(database, "latest").state == "interrupted")
    assert need_run(database, result.id).state == "running", "the other one does not"
    recorder.end(result)
    assert find_run(database, result.id) is not None
    database.close()


def side_by_side(folder: Path, url: str, number: int) -> None:
    """Ten runs over a device of its own and one that all share."""
    database = open_records(estate(folder, url))
    for turn in range(10):
        verdict = "drift" if (number + turn) % 2 else "compliant"
        run(
            database,
            estate(folder),
            100 * number + turn,
            {f"a/{number}": {"audio": "drift"}, "a/all": {"audio": verdict}},
        )
    database.close()


def test_runs_side_by_side_lose_nothing(tmp_path: Path, records_url: str) -> None:
    children = [child(lambda own=number: side_by_side(tmp_path, records_url, own)) for number in range(3)]  # type: ignore[misc]
    assert [ended(pid) for pid in children] == [0, 0, 0]
    database = open_records(estate(tmp_path, records_url))
    assert flaws(database) == []
    assert size_of(database).judged == 60
    [shared] = history(database, "a/all")
    assert all(one.before != one.verdict for one in shared.changes)
    for number in range(3):
        for turn in range(10):
            words = "drift" if (number + turn) % 2 else "compliant"
            day = need_run(database, name_of(100 * number + turn))
            found = {one["device"]: one["verdict"] for one in report_of(database, day)["findings"]}
            assert found == {str(number): "drift", "all": words}, "each run says what it saw"
    database.close()
