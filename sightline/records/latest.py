"""What was found last of everybody: a finding of each control on each subject, whichever run it was."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from sightline.records.canonical import unpacked
from sightline.records.database import Database
from sightline.records.standing import standing, until_now
from sightline.records.tables.findings import controls, findings
from sightline.records.tables.runs import bodies, checks, runs, subjects


def latest(database: Database) -> Iterator[dict[str, Any]]:
    """Plain findings, each with the id of the newest run that came to its subject; `system` is "" beside a device."""
    newest = select(checks.c.subject_id, func.max(checks.c.run_id).label("run")).group_by(checks.c.subject_id)
    of = newest.cte("newest_run")
    asked = (
        standing(until_now())
        .join(subjects, subjects.c.id == findings.c.subject_id)
        .join(of, of.c.subject_id == subjects.c.id)
        .join(runs, runs.c.id == of.c.run)
        .join(bodies, bodies.c.id == findings.c.body_id)
        .where(findings.c.judged)
        .with_only_columns(
            subjects.c.site, subjects.c.device, subjects.c.system, controls.c.slug, bodies.c.data, runs.c.name
        )
    )
    with database.reading() as connection:
        rows = connection.execute(asked).all()
    for row in rows:
        about = {"site": row.site, "device": row.device or None, "system": row.system, "control": row.slug}
        yield {**about, **unpacked(row.data), "run": row.name}
