"""How much the records hold, and whether all of it is sound."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, func, select, text

from sightline.records.canonical import digest
from sightline.records.database import Database
from sightline.records.prune import referring
from sightline.records.tables import metadata
from sightline.records.tables.findings import evidence
from sightline.records.tables.runs import bodies, checks, runs

#: So many documents are read at a time, and so many problems are named.
SOME, MOST = 2000, 50


@dataclass(frozen=True, kw_only=True)
class Size:
    """`judged` counts findings as reports show them; `rows` are those of each table."""

    bytes: int
    runs: int
    judged: int
    rows: dict[str, int]
    oldest: datetime | None
    newest: datetime | None


def size_of(database: Database) -> Size:
    """Counted now."""
    with database.reading() as connection:
        rows = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in sorted(metadata.tables.items())
        }
        judged = connection.execute(select(func.coalesce(func.sum(checks.c.judged), 0))).scalar_one()
        oldest, newest = connection.execute(
            select(
                func.min(runs.c.started, type_=runs.c.started.type), func.max(runs.c.started, type_=runs.c.started.type)
            )
        ).one()
        return Size(
            bytes=_bytes(database, connection),
            runs=rows["runs"],
            judged=judged,
            rows=rows,
            oldest=oldest,
            newest=newest,
        )


def _bytes(database: Database, connection: Connection) -> int:
    file = database.place.file
    if file is None:
        size: int = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return size
    parts = [file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm"))]
    return sum(part.stat().st_size for part in parts if part.exists())


def flaws(database: Database) -> list[str]:
    """What is damaged or missing, a line each, so many at most; nothing where all is sound."""
    with database.reading() as connection:
        found = _flaws(database, connection)
        return [line for line, _ in zip(found, range(MOST), strict=False)]


def _flaws(database: Database, connection: Connection) -> Iterator[str]:
    if database.place.file is not None:
        said = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        yield from (f"SQLite: {line}" for line in said if line != "ok")
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"a row of {row[0]} names one of {row[2]} that is not there"
    for table in (bodies, evidence):
        yield from _missing(connection, table)
        yield from _changed(connection, table)


def _missing(connection: Connection, table: Table) -> Iterator[str]:
    """Rows that others name and that are not there."""
    for column in referring(table):
        asked = select(func.count()).where(column.is_not(None), column.not_in(select(table.c.id)))
        count = connection.execute(asked).scalar_one()
        if count:
            yield f"{count} rows of {column.table.name} name {table.name} that are not there"


def _changed(connection: Connection, table: Table) -> Iterator[str]:
    """Documents that are not what their hash says."""
    asked = select(table.c.id, table.c.sha256, table.c.data)
    for row in connection.execute(asked, execution_options={"yield_per": SOME}):
        try:
            whole = digest(zlib.decompress(row.data).decode()) == row.sha256
        except (zlib.error, UnicodeDecodeError):
            whole = False
        if not whole:
            yield f"{table.name} {row.id} (SHA-256 {row.sha256.hex()}) is not what it was"
