"""Retention of our own records: what goes, and what stays as it was."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from sightline.estate.model import Estate
from sightline.records.database import Database
from sightline.records.history import history
from sightline.records.prune import look, prune
from sightline.records.runs import find_run, need_run
from sightline.records.size import flaws, size_of
from sightline.records.tables.findings import evidence, findings
from sightline.records.tables.runs import bodies, subjects
from sightline.reports.recorded import report_of
from tests.records.estates import estate
from tests.records.made import Wanted, begun, moment, run
from tests.records.test_runs import RUNS, count


@pytest.fixture
def home(tmp_path: Path) -> Estate:
    """The estate that runs are of."""
    return estate(tmp_path)


def pruned(database: Database, folder: Path, before: int) -> Any:
    """Runs from before that number are taken away."""
    folder.mkdir(exist_ok=True)
    return prune(database, look(database, folder, moment(before)))


@given(wanted=RUNS, cut=st.integers(0, 7))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_left_is_as_it_was(
    records_kind: Callable[[], AbstractContextManager[Database]],
    home: Estate,
    tmp_path: Path,
    wanted: list[Wanted],
    cut: int,
) -> None:
    with records_kind() as database:
        names = [run(database, home, number, one).id for number, one in enumerate(wanted)]
        before = [report_of(database, need_run(database, name)) for name in names]
        pruned(database, tmp_path / "runs", cut)
        left = [report_of(database, need_run(database, name)) for name in names[cut:]]
        assert left == before[cut:]
        assert [find_run(database, name) for name in names[:cut]] == [None] * len(names[:cut])
        assert flaws(database) == []
        added = run(database, home, 9, wanted[-1])
        again = report_of(database, need_run(database, added.id))
        if cut < len(wanted):
            assert [one["since"] for one in again["findings"]] == [one["since"] for one in before[-1]["findings"]]


def test_what_nobody_needs_any_more_is_gone(database: Database, home: Estate, tmp_path: Path) -> None:
    for number in range(6):
        run(database, home, number, {"a/one": {"audio": "compliant", "clock": ("compliant", f"only in {number}")}})
    run(database, home, 0, {"b/gone": {"audio": ("drift", "long ago")}}, verb="plan")
    before = {table.name: count(database, table) for table in (findings, evidence, bodies, subjects)}
    gone = pruned(database, tmp_path / "runs", 4)
    after = {table.name: count(database, table) for table in (findings, evidence, bodies, subjects)}
    assert after == {"findings": 3, "evidence": 3, "bodies": 4, "subjects": 1}
    assert (gone.runs, gone.findings) == (5, before["findings"] - after["findings"])
    [audio] = history(database, "a/one", "audio")
    assert (audio.since, audio.changes[0].run, audio.changes[0].at) == (moment(0), None, moment(0))


def test_what_held_before_a_change_is_known_though_the_run_that_saw_it_first_is_gone(
    database: Database, home: Estate, tmp_path: Path
) -> None:
    """Its words were other ones since, under the same verdict."""
    for number, verdict in enumerate(["compliant"] * 4 + ["drift"]):
        run(database, home, number, {"a/one": {"audio": (verdict, f"found in {min(number, 2)}")}})
    for before in (1, 3):
        pruned(database, tmp_path / "runs", before)
        [audio] = history(database, "a/one", "audio")
        assert [(one.before, one.verdict, one.at) for one in audio.changes] == [
            (None, "compliant", moment(0)),
            ("compliant", "drift", moment(4)),
        ]
        assert [one.run is None for one in audio.changes] == [True, False]


def test_everything_may_go(database: Database, home: Estate, tmp_path: Path) -> None:
    run(database, home, 0, {"a/one": {"audio": "drift"}})
    pruned(database, tmp_path / "runs", 9)
    rows = size_of(database).rows
    assert {name for name, number in rows.items() if number} == {"controls"}
    run(database, home, 1, {"a/one": {"audio": "drift"}})
    assert history(database, "a/one")[0].since == moment(1)


def test_a_run_that_still_runs_stays(database: Database, home: Estate, tmp_path: Path) -> None:
    _, recorder = begun(database, home, 0)
    dead, other = begun(database, home, 1)
    other._sign.close()
    going = look(database, tmp_path, moment(5))
    assert going.runs == (other.number,)
    prune(database, going)
    assert find_run(database, dead.id) is None
    assert find_run(database, "latest") is not None
    recorder._sign.close()


def test_folders_of_runs_go_with_their_runs_and_nothing_else_does(
    database: Database, home: Estate, tmp_path: Path
) -> None:
    folders = tmp_path / "runs"
    names = [run(database, home, number, {"a/one": {"audio": "drift"}}).id for number in range(3)]
    for name in (*names, f"{moment(-30):%Y%m%dT%H%M%SZ}-check-0000", "notes", "20260101T000000Z"):
        (folders / name).mkdir(parents=True)
        (folders / name / "journal.jsonl").write_text("{}\n")
    (folders / "20200101T000000Z-link").symlink_to(tmp_path)
    pruned(database, folders, 2)
    assert {path.name for path in folders.iterdir()} == {names[2], "notes", "20200101T000000Z-link"}


def test_damage_is_found(database: Database, home: Estate) -> None:
    run(database, home, 0, {"a/one": {"audio": ("drift", 1), "clock": ("drift", 2)}})
    assert flaws(database) == []
    with database.writing() as connection:
        first = connection.execute(select(func.min(evidence.c.id))).scalar_one()
        connection.execute(update(evidence).where(evidence.c.id == first).values(data=b"x"))
        connection.execute(update(findings).values(body_id=999))
    said = flaws(database)
    assert "2 rows of findings name bodies that are not there" in said
    assert [line for line in said if line.startswith(f"evidence {first} (SHA-256 ")]
    assert len(said) == 2


def test_how_much_they_hold(database: Database, home: Estate) -> None:
    assert size_of(database).oldest is None
    for number in range(3):
        run(database, home, number, {"a/one": {"audio": "drift", "clock": "drift"}})
    size = size_of(database)
    assert (size.runs, size.judged, size.rows["checks"], size.rows["findings"]) == (3, 6, 3, 2)
    assert (size.oldest, size.newest) == (moment(0), moment(2))
    assert size.bytes > 10_000
