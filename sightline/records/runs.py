"""The runs that the records know, and how each ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from sightline.errors import EstateError
from sightline.records.alive import alive
from sightline.records.database import Database
from sightline.records.tables.runs import runs

RunState = Literal["ended", "running", "interrupted"]
#: Words for the newest run, and for the one before it.
LATEST, PREVIOUS = ("last", "latest"), "previous"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run. `state` is "interrupted" where it was stopped before its end, or died; `number` is its row's id."""

    number: int
    name: str
    verb: str
    operator: str
    reason: str
    started: datetime
    ended: datetime | None
    status: int | None
    state: RunState
    policy: dict[str, Any]
    controls: tuple[str, ...]
    targets: tuple[str, ...]
    more: dict[str, Any]


def find_run(database: Database, name: str) -> Run | None:
    """By its id, or `last`, `latest`, `previous`; None where the records have no such run."""
    asked = select(runs).order_by(runs.c.id.desc())
    if name in LATEST or name == PREVIOUS:
        asked = asked.limit(1).offset(1 if name == PREVIOUS else 0)
    else:
        asked = asked.where(runs.c.name == name)
    with database.reading() as connection:
        row = connection.execute(asked).first()
    return None if row is None else _runs(database, [row])[0]


def need_run(database: Database, name: str) -> Run:
    """The same. Raises EstateError with the way out."""
    found = find_run(database, name)
    if found is None:
        latest = find_run(database, "latest")
        there = f"the latest is {latest.name}" if latest else "there is none yet: run `sightline check`"
        raise EstateError(f"the records have no run {name!r}; {there}")
    return found


def unended(database: Database) -> list[Run]:
    """Runs without an end, and those that were stopped before it, newest first."""
    asked = select(runs).where(runs.c.ended.is_(None) | runs.c.interrupted).order_by(runs.c.id.desc())
    with database.reading() as connection:
        rows = connection.execute(asked).all()
    return _runs(database, rows)


def _runs(database: Database, rows: Sequence[Row[Any]]) -> list[Run]:
    """Where a run ends between the two looks, the second one at its row is what counts."""
    living = alive(database, [row.id for row in rows if row.ended is None])
    open_ones = [row.id for row in rows if row.ended is None and row.id not in living]
    with database.reading() as connection:
        ended = {row.id: row for row in _again(connection, open_ones)}
    return [_run(ended.get(row.id, row), running=row.id in living) for row in rows]


def _again(connection: Connection, numbers: Iterable[int]) -> Sequence[Row[Any]]:
    wanted = list(numbers)
    return connection.execute(select(runs).where(runs.c.id.in_(wanted))).all() if wanted else []


def _run(row: Row[Any], *, running: bool) -> Run:
    stopped: RunState = "running" if running else "interrupted"
    whole: RunState = "interrupted" if row.interrupted else "ended"
    return Run(
        number=row.id,
        name=row.name,
        verb=row.verb,
        operator=row.operator,
        reason=row.reason,
        started=row.started,
        ended=row.ended,
        status=row.status,
        state=stopped if row.ended is None else whole,
        policy={
            "name": row.policy_name,
            "version": row.policy_version,
            "sha256": row.policy_sha256,
            "planned": row.planned,
        },
        controls=tuple(row.controls),
        targets=tuple(row.targets),
        more=row.more,
    )
