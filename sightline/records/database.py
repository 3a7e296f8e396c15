"""The records' database: SQLite in the estate, or PostgreSQL by URL; brought to this version's tables when opened."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from sightline.errors import Busy, EstateError, SightlineError
from sightline.estate.files import locked, private_folder
from sightline.estate.model import Estate
from sightline.records.migrate import migrate
from sightline.records.url import Place, place_of

#: How long one writer waits for another.
BUSY_SECONDS = 30
#: What SQLite says of a file that is none of its own, or a damaged one.
NO_DATABASE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
#: From here on SQLite gives back what it inserted, and materializes where it is told to.
OLDEST = (3, 35)
#: A commit is on the disk when it is done.
SYNCHRONOUS = "FULL"
#: PostgreSQL's advisory lock of whoever writes to the records; the second number is free for others of ours.
WRITER = (0x51C471, 0)


@dataclass(frozen=True)
class Database:
    """Whoever reads sees one moment; whoever writes is the only one, in all processes."""

    engine: Engine
    place: Place

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads. Raises EstateError or Busy, naming the database."""
        with self._begun("BEGIN", BUSY_SECONDS) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    @contextmanager
    def writing(self, wait_seconds: float | None = None) -> Iterator[Connection]:
        """A transaction that waits for other writers, and is on the disk when this is left without an error.

        Raises Busy where they take longer than that: BUSY_SECONDS, where it is None.
        """
        wait = BUSY_SECONDS if wait_seconds is None else wait_seconds
        with self._begun("BEGIN IMMEDIATE", wait) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(wait * 1000)}")
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", WRITER)
            yield connection

    def close(self) -> None:
        """Ends the connections."""
        self.engine.dispose()

    @contextmanager
    def _begun(self, words: str, wait: float) -> Iterator[Connection]:
        options = {"sightline_begin": words, "sightline_wait": wait}
        try:
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as problem:
            raise explained(problem, self.place) from problem


def open_records(estate: Estate) -> Database:
    """The estate's records, made where there are none. Raises EstateError or Busy, naming the database."""
    place = place_of(estate)
    if place.file is not None:
        prepare(place.file)
    database = Database(engine_of(place), place)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def engine_of(place: Place) -> Engine:
    """Connections that begin as `reading` and `writing` say, which Python's sqlite3 would not do by itself."""
    if place.file is None:
        try:
            return create_engine(place.url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except ImportError:
            text = "PostgreSQL needs psycopg: install sightline-cctv[postgres]"
            raise EstateError(f"inventory/estate.yml: records: {text}") from None
    engine = create_engine(place.url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def _settle(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(options['sightline_wait'] * 1000)}")
    connection.exec_driver_sql(options["sightline_begin"])


def prepare(file: Path) -> None:
    """A private file with a write-ahead log: readers and one writer do not wait for each other.

    One process at a time: SQLite does not wait where two turn the log on.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise EstateError(
            f"{file}: records need SQLite {needed} or newer, and this Python has {sqlite3.sqlite_version}"
        )
    try:
        private_folder(file.parent)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
        if _has_log(file):
            return
        with (
            locked(file.with_name(f".{file.name}.lock"), f"pid {os.getpid()}", str(file), BUSY_SECONDS),
            closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection,
        ):
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
    except OSError as problem:
        raise EstateError(f"{file}: the records cannot be opened ({problem.strerror})") from problem
    except sqlite3.Error as problem:
        way_out = "; restore it from your backup" if getattr(problem, "sqlite_errorcode", 0) in NO_DATABASE else ""
        raise EstateError(f"{file}: the records cannot be opened ({problem}){way_out}") from problem


def _has_log(file: Path) -> bool:
    """By the file's header (sqlite.org/fileformat.html, 1.3.3)."""
    with file.open("rb") as opened:
        return opened.read(20)[18:] == b"\x02\x02"


def explained(problem: DBAPIError, place: Place) -> SightlineError:
    """What went wrong, in one line, with the database's name and no parameters."""
    said = " ".join(str(problem.orig).split())
    if "database is locked" in said or "lock timeout" in said:
        return Busy(f"{place.shown}: another process is writing to the records and does not come to an end; try again")
    return EstateError(f"{place.shown}: the records cannot be used: {said}")
