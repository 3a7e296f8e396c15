"""Since when each finding has been so, and what it was before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from sightline.errors import EstateError
from sightline.estate.words import nearest, shown
from sightline.records.canonical import unpacked
from sightline.records.database import Database
from sightline.records.documents import chunks
from sightline.records.standing import standing, until_now
from sightline.records.tables.findings import controls, findings
from sightline.records.tables.runs import bodies, checks, runs, subjects


@dataclass(frozen=True, kw_only=True)
class Change:
    """A verdict that followed another; `before` is None at the first. `run` is None where the run was pruned."""

    at: datetime
    run: str | None
    before: str | None
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """One control on one subject. `checked` is when it was looked at last, by `run`: nothing newer is known.

    `device` is None for the register. `judged` is False where that last look no longer judged the control.
    """

    site: str
    system: str | None
    device: str | None
    control: str
    verdict: str
    since: datetime
    judged: bool
    checked: datetime | None
    run: str | None
    changes: tuple[Change, ...]


def history(database: Database, what: str, control: str = "", since: datetime | None = None) -> list[Course]:
    """Courses of a device (`SITE/DEVICE`, `SITE`, globs) or of a control; `control` narrows a device to one.

    Changes from `since` on. Raises EstateError where the records know nothing of that name.
    """
    with database.reading() as connection:
        slugs = {row.slug: row.id for row in connection.execute(select(controls))}
        subject_rows = connection.execute(select(subjects)).all()
        if control and control not in slugs:
            raise EstateError(f"the records know no control {shown(control)}{nearest(control, slugs)}")
        wanted = {row.id: row for row in subject_rows if what in slugs or _named(row, what)}
        if not wanted:
            known = [*slugs, *(_name(row) for row in subject_rows)]
            raise EstateError(f"the records know no device and no control {shown(what)}{nearest(what, known[:2000])}")
        only = slugs[control] if control else slugs.get(what)
        return list(_courses(connection, wanted, only, since))


def _name(row: Row[Any]) -> str:
    return f"{row.site}/{row.device or row.system}" if row.site else "estate"


def _named(row: Row[Any], what: str) -> bool:
    return fnmatchcase(_name(row), what) if "/" in what or not row.site else fnmatchcase(row.site, what)


def _courses(
    connection: Connection, wanted: dict[int, Row[Any]], control: int | None, since: datetime | None
) -> Iterator[Course]:
    changes: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in _turns(connection, wanted, control):
        changes.setdefault((row.subject_id, row.control_id), []).append(row)
    looked = {row.subject_id: row for row in _last_looks(connection, wanted)}
    now = sorted(_now(connection, wanted, control), key=lambda row: (*wanted[row.subject_id][1:], row.slug))
    for row in now:
        subject, look = wanted[row.subject_id], looked.get(row.subject_id)
        yield Course(
            site=subject.site,
            system=unpacked(look.about)["system"] if look else subject.system or None,
            device=subject.device or None,
            control=row.slug,
            verdict=row.verdict,
            since=row.since,
            judged=row.judged,
            checked=look.at if look else None,
            run=look.name if look else None,
            changes=tuple(_changes(changes.get((row.subject_id, row.control_id), []), since)),
        )


def _changes(rows: Sequence[Row[Any]], since: datetime | None) -> Iterator[Change]:
    """The oldest that is left after a prune stands for what was pruned: its moment is the series' own."""
    before = None
    for row in rows:
        gone = row.at is None or (before is None and row.since < row.at)
        at = row.since if gone else row.at
        if since is None or at >= since:
            reason = unpacked(row.data)["reason"]
            run = None if gone else row.name
            yield Change(at=at, run=run, before=before, verdict=row.verdict, reason=reason)
        before = row.verdict


def _turns(connection: Connection, wanted: Iterable[int], control: int | None) -> Iterator[Row[Any]]:
    """The rows with another verdict than before, oldest first for each subject and control."""
    moment = func.coalesce(checks.c.collected, runs.c.started, type_=runs.c.started.type).label("at")
    asked = (
        select(findings.c.subject_id, findings.c.control_id, findings.c.since, moment, runs.c.name)
        .add_columns(bodies.c.verdict, bodies.c.data)
        .join(bodies, bodies.c.id == findings.c.body_id)
        .outerjoin(checks, checks.c.id == findings.c.check_id)
        .outerjoin(runs, runs.c.id == checks.c.run_id)
        .where(findings.c.turned)
        .order_by(findings.c.subject_id, findings.c.control_id, findings.c.check_id)
    )
    if control is not None:
        asked = asked.where(findings.c.control_id == control)
    for some in chunks(wanted):
        yield from connection.execute(asked.where(findings.c.subject_id.in_(some)))


def _now(connection: Connection, wanted: Iterable[int], control: int | None) -> Iterator[Row[Any]]:
    for some in chunks(wanted):
        asked: Select[Any] = (
            standing(until_now(some), control)
            .join(bodies, bodies.c.id == findings.c.body_id)
            .with_only_columns(
                *(findings.c.subject_id, findings.c.control_id, findings.c.judged, findings.c.since),
                *(controls.c.slug, bodies.c.verdict),
            )
        )
        yield from connection.execute(asked)


def _last_looks(connection: Connection, wanted: Iterable[int]) -> Iterator[Row[Any]]:
    """The newest check of each subject, with its run."""
    newest = select(func.max(checks.c.id)).group_by(checks.c.subject_id)
    moment = func.coalesce(checks.c.collected, runs.c.started, type_=runs.c.started.type).label("at")
    for some in chunks(wanted):
        asked: Select[Any] = (
            select(checks.c.subject_id, moment, runs.c.name, bodies.c.data.label("about"))
            .join(runs, runs.c.id == checks.c.run_id)
            .join(bodies, bodies.c.id == checks.c.about_id)
            .where(checks.c.id.in_(newest.where(checks.c.subject_id.in_(some))))
        )
        yield from connection.execute(asked)
