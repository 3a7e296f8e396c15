"""Runs, which devices they came to, and the waivers that were in force."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from sightline.records.tables.base import Key, Moment, metadata, refers

#: `ended` is null until the end. `controls` are slugs in the report's order; `planned` are clauses without a control,
#: and `more` is what else stands at the top of the report.
runs = Table(
    "runs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("verb", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("started", Moment, nullable=False, index=True),
    Column("ended", Moment),
    Column("status", SmallInteger),
    Column("interrupted", Boolean, nullable=False),
    Column("policy_name", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("policy_sha256", Text, nullable=False),
    Column("planned", JSON, nullable=False),
    Column("controls", JSON, nullable=False),
    Column("targets", JSON, nullable=False),
    Column("more", JSON, nullable=False),
    sqlite_autoincrement=True,
)

#: What findings are about: a device (`system` is ""), a system (`device` is ""), or the estate (all are "").
subjects = Table(
    "subjects",
    metadata,
    Column("id", Key, primary_key=True),
    Column("site", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("system", Text, nullable=False),
    UniqueConstraint("site", "device", "system"),
)

#: Plain data, each stored once: what a finding says, what a device is, a waiver. `verdict` is null but for findings.
bodies = Table(
    "bodies",
    metadata,
    Column("id", Key, primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("verdict", Text),
    Column("data", LargeBinary, nullable=False),
)

#: One subject in one run; its id is the order in which subjects were judged, and is never given twice. `turn` counts
#: from 1: a harden judges again after it wrote, and its last turn counts. `place` is its place in the report,
#: `collected` when it was read, `judged` how many findings it has; `about` holds system, driver and identity.
checks = Table(
    "checks",
    metadata,
    Column("id", Key, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("subject_id", ForeignKey("subjects.id"), nullable=False),
    Column("turn", SmallInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    refers("about_id", "bodies"),
    Column("collected", Moment),
    Column("judged", SmallInteger, nullable=False),
    UniqueConstraint("run_id", "turn", "subject_id"),
    Index("ix_checks_subject_id", "subject_id"),
    sqlite_autoincrement=True,
)

#: Which waivers were in force at the start of a run.
runs_waivers = Table(
    "runs_waivers",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    refers("waiver_id", "bodies"),
    PrimaryKeyConstraint("run_id", "waiver_id"),
)
