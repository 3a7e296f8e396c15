"""Which runs are running: by what a system or a server lets go when a process ends, never by guess."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sightline.errors import EstateError
from sightline.estate.files import private_folder
from sightline.records.database import Database

#: The first number of PostgreSQL's advisory locks that a run holds; the second is its id in the table.
RUNNING = 0x51C472


@contextmanager
def running(database: Database, run: int) -> Iterator[None]:
    """Holds the sign of life of a run. It ends with the process, whatever ends that."""
    file = database.place.file
    with _file(_sign(file, run)) if file else _lock(database, run):
        yield


def alive(database: Database, runs: Iterable[int]) -> set[int]:
    """Those among the runs that a process still holds."""
    file = database.place.file
    if file:
        return {run for run in runs if _held(_sign(file, run))}
    asked = text(
        "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :running AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with database.reading() as connection:
        return set(runs) & set(connection.scalars(asked, {"running": RUNNING}))


def _sign(file: Path, run: int) -> Path:
    return file.parent / "running" / f"{file.name}-{run}"


@contextmanager
def _file(path: Path) -> Iterator[None]:
    """A locked file that comes into its place when it is locked: whoever finds it free may take it away."""
    private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{token_hex(6)}")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, f"pid {os.getpid()}\n".encode())
        temporary.replace(path)
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _held(path: Path) -> bool:
    """A sign that nobody holds is of a process that died; it is taken away."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError as problem:
        raise EstateError(f"{path}: cannot tell whether this run is running ({problem.strerror})") from problem
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        path.unlink(missing_ok=True)
        return False
    finally:
        os.close(descriptor)


@contextmanager
def _lock(database: Database, run: int) -> Iterator[None]:
    """On a connection of its own: the server lets go when that ends."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SELECT pg_advisory_lock(%s, %s)", (RUNNING, run))
        yield
        with suppress(DBAPIError):  # a connection that was lost has let go
            connection.exec_driver_sql("SELECT pg_advisory_unlock(%s, %s)", (RUNNING, run))
