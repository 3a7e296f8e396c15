"""Reports on disk: found again, the latest by its run, written whole."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.records.database import Database, open_records
from sightline.reports.document import save, write
from sightline.reports.recorded import load
from tests.records import made
from tests.records.estates import estate


def run(runs: Path, name: str, when: int) -> None:
    save({"run": {"id": name}}, runs / name / "report.json")
    os.utime(runs / name / "report.json", ns=(when, when))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Database]:
    """Records that know no run."""
    database = open_records(estate(tmp_path / "estate"))
    yield database
    database.close()


def test_last_is_the_run_that_began_last(tmp_path: Path, records: Database) -> None:
    run(tmp_path, "20260102T000000Z-check-0000", 1)
    run(tmp_path, "20260101T000000Z-check-ffff", 2)
    assert load(records, tmp_path, "last")["run"]["id"] == "20260102T000000Z-check-0000"


def test_of_two_runs_in_one_second_the_one_that_was_written_later(tmp_path: Path, records: Database) -> None:
    run(tmp_path, "20260101T000000Z-harden-ffff", 1)
    run(tmp_path, "20260101T000000Z-check-0000", 2)
    assert load(records, tmp_path, "latest")["run"]["id"] == "20260101T000000Z-check-0000"


def test_a_run_that_died_has_no_report(tmp_path: Path, records: Database) -> None:
    run(tmp_path, "20260101T000000Z-check-0000", 1)
    (tmp_path / "20260102T000000Z-harden-0000").mkdir()
    assert load(records, tmp_path, "last")["run"]["id"] == "20260101T000000Z-check-0000"
    with pytest.raises(EstateError, match="no report of a run '20260102T000000Z-harden-0000'; the latest is 2026"):
        load(records, tmp_path, "20260102T000000Z-harden-0000")


def test_a_report_that_is_damaged_is_named(tmp_path: Path, records: Database) -> None:
    run(tmp_path, "20260101T000000Z-check-0000", 1)
    (tmp_path / "20260101T000000Z-check-0000" / "report.json").write_text('{"run":')
    with pytest.raises(EstateError, match=r"report\.json: not a report"):
        load(records, tmp_path, "last")


def test_runs_of_an_earlier_version_stay_readable_beside_those_of_the_records(
    tmp_path: Path, records: Database
) -> None:
    run(tmp_path, "20260101T000000Z-check-0000", 1)
    new = made.run(records, estate(tmp_path / "estate"), 0, {"a/one": {"audio": "drift"}})
    assert load(records, tmp_path, "last")["run"]["id"] == new.id
    assert load(records, tmp_path, "20260101T000000Z-check-0000")["run"]["id"] == "20260101T000000Z-check-0000"


def test_a_run_whose_end_the_records_could_not_take_is_read_from_its_folder(tmp_path: Path, records: Database) -> None:
    result, recorder = made.begun(records, estate(tmp_path / "estate"), 0)
    recorder.add(made.checked("a/one", {"audio": "drift"}, result.started), 0)
    recorder.flush()
    partly = load(records, tmp_path, "last")
    assert (partly["run"]["state"], len(partly["findings"])) == ("running", 1)
    save({"run": {"id": result.id}, "findings": ["all"]}, tmp_path / result.id / "report.json")
    assert load(records, tmp_path, "last")["findings"] == ["all"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.json"
    save({"run": 1}, file)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(EstateError, match=r"report\.json: the report cannot be written \(No space left on device\)"):
        write("other", file)
    assert json.loads(file.read_text()) == {"run": 1}
