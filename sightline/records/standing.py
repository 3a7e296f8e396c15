"""What was found at a check: of each control the newest row that is not after it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, Select, and_, func, literal, select, true

from sightline.records.tables.base import Key
from sightline.records.tables.findings import controls, findings
from sightline.records.tables.runs import subjects

#: After every check.
NOW = 2**62


def standing(of: CTE, control: int | None = None) -> Select[tuple[Any, ...]]:
    """A row of `findings` and of `controls` for each row of `of`, which has `subject_id` and `until`, a check.

    The caller chooses the columns. The numbers of the rows are found first, each by one look at the primary key: left
    to itself, SQLite goes through all rows of each subject.
    """
    own = (findings.c.subject_id == of.c.subject_id) & (findings.c.control_id == controls.c.id)
    newest = select(func.max(findings.c.check_id)).where(own, findings.c.check_id <= of.c.until).scalar_subquery()
    pairs = select(of.c.subject_id, controls.c.id.label("control_id"), newest.label("check_id"))
    pairs = pairs.select_from(of.join(controls, true()))
    if control is not None:
        pairs = pairs.where(controls.c.id == control)
    found = pairs.cte("newest").prefix_with("MATERIALIZED")
    same = and_(*(findings.c[name] == found.c[name] for name in ("subject_id", "control_id", "check_id")))
    rows = found.join(findings, same).join(controls, controls.c.id == found.c.control_id)
    return select(findings).select_from(rows)


def until_now(wanted: Iterable[int] | None = None) -> CTE:
    """Some subjects, or all, at their last check."""
    asked = select(subjects.c.id.label("subject_id"), literal(NOW, Key).label("until"))
    return (asked if wanted is None else asked.where(subjects.c.id.in_(list(wanted)))).cte("wanted")
