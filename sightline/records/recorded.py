"""What a run found, out of the records again: plain data in the shapes of a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from sightline.records.canonical import unpacked
from sightline.records.database import Database
from sightline.records.runs import Run
from sightline.records.standing import standing
from sightline.records.tables.findings import controls, evidence, findings
from sightline.records.tables.runs import bodies, checks, subjects


@dataclass(frozen=True, kw_only=True)
class Device:
    """One subject of a run, as it was judged last in it; `device` is None for the register of a system."""

    site: str
    system: str
    device: str | None
    driver: str
    state: str
    reason: str
    requests: int
    identity: dict[str, str] | None
    collected: datetime | None

    @classmethod
    def of(cls, row: Row[Any]) -> "Device":
        """From a row of `_judged`."""
        about = unpacked(row.about)
        return cls(
            site=row.site,
            system=about["system"],
            device=row.device or None,
            driver=about.get("driver", ""),
            state=row.state,
            reason=row.why,
            requests=row.requests,
            identity=about.get("identity"),
            collected=row.collected,
        )


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding. `body` is the same number for the same words."""

    of: Device
    control: str
    verdict: str
    since: datetime
    evidence: str | None
    body: int
    packed: bytes = field(repr=False)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What it says beside whom and what it is about."""
        said: dict[str, Any] = unpacked(self.packed)
        return said


def found_in(database: Database, run: Run) -> tuple[list[Device], list[Found]]:
    """The subjects and findings of a run in the report's order: device by device, then the register."""
    with database.reading() as connection:
        subjects_of = _judged(connection, run)
        rows = connection.execute(_findings(run)).all()
    order = {slug: place for place, slug in enumerate(run.controls)}
    place = {row.subject_id: number for number, row in enumerate(subjects_of)}
    devices = [Device.of(row) for row in subjects_of]
    rows = sorted(rows, key=lambda row: (place[row.subject_id], order.get(row.slug, len(order)), row.slug))
    return devices, [
        Found(
            of=devices[place[row.subject_id]],
            control=row.slug,
            verdict=row.verdict,
            since=row.since,
            evidence=row.proof.hex() if row.proof else None,
            body=row.body_id,
            packed=row.data,
        )
        for row in rows
    ]


def _counted(run: Run) -> Select[Any]:
    """The subjects of a run and their checks that count: of devices those of its last turn, and the register's."""
    last = select(func.max(checks.c.turn)).where(checks.c.run_id == run.number).scalar_subquery()
    own = select(checks.c.id.label("until"), checks.c.subject_id).join(subjects, subjects.c.id == checks.c.subject_id)
    return own.where(checks.c.run_id == run.number, (checks.c.turn == last) | (subjects.c.device == ""))


def _judged(connection: Connection, run: Run) -> Sequence[Row[Any]]:
    counted = _counted(run).cte("counted")
    asked = (
        select(checks, subjects.c.site, subjects.c.device, bodies.c.data.label("about"))
        .select_from(counted)
        .join(checks, checks.c.id == counted.c.until)
        .join(subjects, subjects.c.id == checks.c.subject_id)
        .join(bodies, bodies.c.id == checks.c.about_id)
        .order_by(subjects.c.device == "", checks.c.place)
    )
    return connection.execute(asked).all()


def _findings(run: Run) -> Select[Any]:
    counted = _counted(run).cte("counted")
    return (
        standing(counted)
        .join(bodies, bodies.c.id == findings.c.body_id)
        .outerjoin(evidence, evidence.c.id == findings.c.evidence_id)
        .where(findings.c.judged)
        .with_only_columns(
            *(findings.c.subject_id, controls.c.slug, findings.c.since, findings.c.body_id),
            *(bodies.c.verdict, bodies.c.data, evidence.c.sha256.label("proof")),
        )
    )
