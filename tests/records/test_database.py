"""The database opens, brings itself up to date, and says clearly when it cannot."""

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from sightline.errors import Busy, EstateError
from sightline.records import database as module
from sightline.records.database import Database, open_records
from sightline.records.migrate import SCRIPTS, revisions
from sightline.records.tables import metadata
from sightline.records.tables.attestations import attestations
from tests.records.estates import estate

#: How durable it is outside of tests, which wait for no disk (tests/conftest.py); they begin after this line.
AS_SHIPPED = module.SYNCHRONOUS


def row(control: str, at: datetime | None = None) -> dict[str, object]:
    """One attestation."""
    words = dict.fromkeys(("operator", "reason", "site", "system"), "x")
    return {"at": at or datetime.now(UTC), **words, "control": control, "entry_id": 1}


def controls(database: Database) -> list[str]:
    """What was attested, in order."""
    with database.reading() as connection:
        return list(connection.scalars(select(attestations.c.control).order_by(attestations.c.id)))


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrations_are_one_line_in_the_order_of_their_names() -> None:
    before = None
    for name in revisions():
        words = (SCRIPTS / f"{name}.py").read_text()
        assert f'revision, down_revision = "{name}", {before}' in words
        before = f'"{name}"'


def test_opening_again_keeps_what_is_there(opened: Callable[[], Database]) -> None:
    with opened().writing() as connection:
        connection.execute(insert(attestations), [row("dpia")])
    assert controls(opened()) == ["dpia"]


def test_whoever_reads_sees_one_moment(opened: Callable[[], Database]) -> None:
    """A report of a run that is going on is made by several questions."""
    with opened().reading() as connection:
        asked = select(attestations.c.control)
        assert connection.scalars(asked).all() == []
        with opened().writing() as other:
            other.execute(insert(attestations), [row("dpia")])
        assert connection.scalars(asked).all() == []


def test_an_error_in_a_transaction_leaves_nothing(database: Database) -> None:
    def breaks() -> None:
        with database.writing() as connection:
            connection.execute(insert(attestations), [row("dpia")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert controls(database) == []


def test_a_newer_version_is_refused_in_one_line(opened: Callable[[], Database]) -> None:
    first = opened()
    with first.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999'"))
    with pytest.raises(EstateError, match=r"of version v9999, and this Sightline knows v\d+: use the newer") as told:
        opened()
    assert "\n" not in str(told.value)


def test_moments_come_back_as_they_were(database: Database) -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with database.writing() as connection:
        connection.execute(insert(attestations), [row("dpia", at)])
        found = connection.execute(select(attestations.c.at)).scalar_one()
    assert (found, found.tzinfo) == (at, UTC)
    with pytest.raises(Exception, match="without a time zone"), database.writing() as connection:
        connection.execute(insert(attestations), [row("dpia", at.replace(tzinfo=None))])


def _opens_and_writes(folder: Path, url: str, number: int) -> None:
    database = open_records(estate(folder, url))
    for turn in range(10):
        with database.writing() as connection:
            before = len(connection.execute(select(attestations.c.id)).all())
            connection.execute(insert(attestations), [row(f"{number}-{turn}-{before}")])
    database.close()


def test_several_processes_open_a_new_database_and_write_at_once(tmp_path: Path, records_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_opens_and_writes, args=(tmp_path, records_url, n)) for n in range(3)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
    assert [other.exitcode for other in others] == [0, 0, 0]
    opened = open_records(estate(tmp_path, records_url))
    seen = [int(control.rpartition("-")[2]) for control in controls(opened)]
    opened.close()
    assert seen == list(range(30)), "each writer saw all that was written before it"


def test_sqlite_is_private_durable_and_keeps_its_foreign_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SYNCHRONOUS", AS_SHIPPED)
    opened = open_records(estate(tmp_path))
    with opened.writing() as connection:
        connection.execute(insert(attestations), [row("dpia")])
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
    assert values == ["wal", 2, 1, 30_000]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / ".sightline").glob("*records.db*")}
    opened.close()
    assert {"records.db", "records.db-wal"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(EstateError, match=r"records need SQLite 3\.35 or newer, and this Python has 3\."):
        open_records(estate(tmp_path))


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / ".sightline" / "records.db"
    file.parent.mkdir()
    file.touch(0o644)
    open_records(estate(tmp_path)).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "file"), [("sqlite:///here.db", "here.db"), ("sqlite:///deep/er/here.db", "deep/er/here.db")]
)
def test_a_relative_path_starts_at_the_estate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, file: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    open_records(estate(tmp_path / "estate", url)).close()
    assert (tmp_path / "estate" / file).exists()
    assert list(elsewhere.iterdir()) == []


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_text("no database at all, whatever the name says" * 100)
    with pytest.raises(
        EstateError, match=r"records\.db: the records cannot be opened \(file is not a database\); restore it"
    ):
        open_records(estate(tmp_path, "sqlite:///records.db"))
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(EstateError, match=r"folder\.db: the records cannot be opened \(Is a directory\)"):
        open_records(estate(tmp_path, "sqlite:///folder.db"))


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    open_records(estate(tmp_path)).close()
    file = tmp_path / ".sightline" / "records.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(EstateError, match=r"records\.db: the records cannot be used: .*malformed"):
        open_records(estate(tmp_path))


def test_a_writer_that_waits_too_long_says_for_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_records(estate(tmp_path)).close()
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    opened = open_records(estate(tmp_path))
    other = sqlite3.connect(tmp_path / ".sightline" / "records.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="another process is writing to the records"), opened.writing():
        pass
    assert controls(opened) == [], "whoever reads does not wait"
    other.close()
    opened.close()


def test_a_writer_waits_as_long_as_it_is_told_on_either_kind(opened: Callable[[], Database]) -> None:
    first, second = opened(), opened()
    with first.writing() as connection:
        connection.execute(insert(attestations), [row("dpia")])
        with pytest.raises(Busy, match="another process is writing to the records"), second.writing(0.2):
            pass
        assert controls(second) == [], "whoever reads sees what was committed, and does not wait"
    assert controls(second) == ["dpia"]


def test_a_server_that_is_not_there_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_SECRET_RECORDS_DATABASE", "sightline:Very-secret-1")
    url = "postgresql+psycopg://sightline@127.0.0.1:1/sightline?secret=records/database"
    with pytest.raises(EstateError, match=r"sightline@127\.0\.0\.1:1/sightline: the records cannot be used") as told:
        open_records(estate(tmp_path, url))
    shown = [str(told.value), repr(told.value.__cause__)]
    assert not [words for words in shown if "Very-secret-1" in words]


@pytest.mark.parametrize(
    ("secret", "says"),
    [(None, "no secret 'records/database'"), ("other:Very-secret-1", "no user:password of the user in the address")],
)
def test_a_servers_secret_that_does_not_fit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str | None, says: str
) -> None:
    if secret:
        monkeypatch.setenv("SIGHTLINE_SECRET_RECORDS_DATABASE", secret)
    url = "postgresql+psycopg://sightline@127.0.0.1:1/sightline?secret=records/database"
    with pytest.raises(EstateError, match=says) as told:
        open_records(estate(tmp_path, url))
    assert "Very-secret-1" not in str(told.value)
