"""Takes away what is older than records are kept. The audit chain, attestations and what still holds stay."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, func, select, union, update

from sightline.errors import EstateError
from sightline.records.alive import alive
from sightline.records.database import Database
from sightline.records.documents import chunks
from sightline.records.tables import metadata
from sightline.records.tables.audit import device_logs
from sightline.records.tables.findings import evidence, findings
from sightline.records.tables.runs import bodies, checks, runs, subjects

#: So many runs, or subjects, in one transaction: whoever else writes waits no longer than that.
SOME = 50


@dataclass(frozen=True, kw_only=True)
class Pruning:
    """What would go: runs, how many devices they came to, folders of runs with their journals, and devices' own logs
    that were pulled before that moment.
    """

    before: datetime
    runs: tuple[int, ...]
    oldest: datetime | None
    newest: datetime | None
    checks: int
    folders: tuple[Path, ...]
    logs: int


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """How many rows went."""

    runs: int
    findings: int
    bodies: int
    evidence: int
    folders: int


def look(database: Database, folders: Path, before: datetime) -> Pruning:
    """Runs that began before a moment, but for those that still run; nothing is changed."""
    asked = select(runs.c.id, runs.c.name, runs.c.started, runs.c.ended).where(runs.c.started < before)
    with database.reading() as connection:
        rows = connection.execute(asked.order_by(runs.c.id)).all()
        living = alive(database, [row.id for row in rows if row.ended is None])
        going = [row for row in rows if row.id not in living]
        count = sum(
            connection.execute(select(func.count()).where(checks.c.run_id.in_(some))).scalar_one()
            for some in chunks(row.id for row in going)
        )
        logs = connection.execute(select(func.count()).where(device_logs.c.at < before)).scalar_one()
    kept = {row.name for row in rows if row.id in living}
    return Pruning(
        before=before,
        logs=logs,
        runs=tuple(row.id for row in going),
        oldest=min((row.started for row in going), default=None),
        newest=max((row.started for row in going), default=None),
        checks=count,
        folders=tuple(path for path in sorted(folders.iterdir()) if path.name not in kept and _older(path, before)),
    )


def _older(folder: Path, before: datetime) -> bool:
    """By the moment in its name; a folder of another name is not a run's."""
    try:
        began = datetime.strptime(folder.name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return began < before and folder.is_dir() and not folder.is_symlink()


def prune(database: Database, going: Pruning) -> Pruned:
    """Takes it away, some at a time; killed in between, the next prune goes on."""
    for some in _some(going.runs):
        with database.writing() as connection:
            connection.execute(delete(runs).where(runs.c.id.in_(some)))
    gone = _superseded(database)
    with database.writing() as connection:
        connection.execute(delete(device_logs).where(device_logs.c.at < going.before))
        documents = [_unreferred(connection, table) for table in (bodies, evidence)]
    _shrink(database)
    for folder in going.folders:
        try:
            shutil.rmtree(folder)
        except OSError as problem:
            raise EstateError(f"{folder}: this run's folder cannot be removed ({problem.strerror})") from problem
    return Pruned(
        runs=len(going.runs),
        findings=gone,
        bodies=documents[0],
        evidence=documents[1],
        folders=len(going.folders),
    )


def _some(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + SOME] for start in range(0, len(values), SOME))


def _superseded(database: Database) -> int:
    """Rows that no check is left to need: an older one than that which held at the subject's first check that is left.

    What held then stays, and with it since when. A subject without any check goes altogether.
    """
    with database.reading() as connection:
        every = connection.scalars(select(subjects.c.id)).all()
    gone = 0
    for some in _some(every):
        with database.writing() as connection:
            for subject in some:
                gone += _of_subject(connection, subject)
    return gone


def _of_subject(connection: Connection, subject: int) -> int:
    """How many of its rows went. The oldest that is left of each control is where its history begins."""
    oldest = connection.execute(select(func.min(checks.c.id)).where(checks.c.subject_id == subject)).scalar_one()
    own = findings.c.subject_id == subject
    if oldest is None:
        gone = connection.execute(delete(findings).where(own)).rowcount
        connection.execute(delete(subjects).where(subjects.c.id == subject))
        return gone
    newer = findings.alias("newer")
    same: ColumnElement[bool] = (newer.c.subject_id == subject) & (newer.c.control_id == findings.c.control_id)
    held = select(func.max(newer.c.check_id)).where(same, newer.c.check_id <= oldest).scalar_subquery()
    gone = connection.execute(delete(findings).where(own, findings.c.check_id < held)).rowcount
    first = select(func.min(newer.c.check_id)).where(same).scalar_subquery()
    begins = own & (findings.c.check_id == first) & findings.c.turned.is_(False)
    connection.execute(update(findings).where(begins).values(turned=True))
    return gone


def referring(to: Table) -> list["Column[int]"]:
    """Every column of every table that keeps a row of `bodies` or `evidence`."""
    return [column for table in metadata.tables.values() for column in table.c if column.info.get("refers") == to.name]


def _unreferred(connection: Connection, table: Table) -> int:
    kept = union(*(select(column).where(column.is_not(None)) for column in referring(table)))
    return connection.execute(delete(table).where(table.c.id.not_in(kept))).rowcount


def _shrink(database: Database) -> None:
    """Gives the room back to the disk; PostgreSQL does so by itself."""
    if database.place.file is None:
        return
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA incremental_vacuum").fetchall()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
