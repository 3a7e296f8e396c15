"""Findings as they change, and the evidence: settings as they were found."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text, text

from sightline.records.tables.base import Key, Moment, metadata, refers

controls = Table(
    "controls",
    metadata,
    Column("id", Key, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
)

#: Content-addressed: `sha256` is over the canonical JSON, `data` is that text, compressed by zlib.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Key, primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("data", LargeBinary, nullable=False),
)

#: One row where a finding is another than at the subject's check before; a check without a row found the same.
#: `check_id` is the order. `judged` is false where the check no longer judged the control. `turned`: the verdict is
#: another one. `since` is when the verdict began; `drift_since` when a drift began that nobody saw put right.
findings = Table(
    "findings",
    metadata,
    Column("subject_id", ForeignKey("subjects.id"), primary_key=True),
    Column("control_id", ForeignKey("controls.id"), primary_key=True),
    Column("check_id", Key, primary_key=True, autoincrement=False),
    Column("judged", Boolean, nullable=False),
    Column("turned", Boolean, nullable=False),
    refers("body_id", "bodies"),
    refers("evidence_id", "evidence", nullable=True),
    Column("since", Moment, nullable=False),
    Column("drift_since", Moment),
    sqlite_with_rowid=False,
)
Index(
    "ix_findings_turned",
    findings.c.control_id,
    findings.c.subject_id,
    findings.c.check_id,
    sqlite_where=text("turned = 1"),
    postgresql_where=text("turned"),
)
