"""What was found at a check: of each control the newest row that is not after it."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select, true

from sightline.records.tables.findings import controls, findings


def standing(
    of: FromClause, subject: ColumnElement[int], until: ColumnElement[int] | None = None
) -> Select[tuple[Any, ...]]:
    """A row of `findings` and of `controls` for each row of `of` and each control; the caller chooses the columns.

    `subject` is the column of its subject, `until` that of its check; None means now.
    """
    newer = findings.alias("newer")
    newest = select(func.max(newer.c.check_id)).where(
        newer.c.subject_id == subject, newer.c.control_id == controls.c.id
    )
    if until is not None:
        newest = newest.where(newer.c.check_id <= until)
    is_newest = findings.c.check_id == newest.scalar_subquery()
    own = (findings.c.subject_id == subject) & (findings.c.control_id == controls.c.id)
    return select(findings).select_from(of.join(controls, true()).join(findings, own & is_newest))
