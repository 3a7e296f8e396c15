"""Runs, findings, evidence and attestations."""

import sqlalchemy as sa
from alembic import op

from sightline.records.tables.base import Key, Moment

revision, down_revision = "v0001", None


def upgrade() -> None:
    """Makes the first tables."""
    _documents()
    _runs()
    _findings()
    _attestations()


def _documents() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", Key, primary_key=True),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("sha256", name="uq_bodies_sha256"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", Key, primary_key=True),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("sha256", name="uq_evidence_sha256"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", Key, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "verb", "operator", "reason")),
        sa.Column("started", Moment, nullable=False),
        sa.Column("ended", Moment),
        sa.Column("status", sa.SmallInteger),
        sa.Column("interrupted", sa.Boolean, nullable=False),
        *(sa.Column(f"policy_{name}", sa.Text, nullable=False) for name in ("name", "version", "sha256")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("planned", "controls", "targets", "more")),
        sa.UniqueConstraint("name", name="uq_runs_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_started", "runs", ["started"])
    op.create_table(
        "subjects",
        sa.Column("id", Key, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("site", "device", "system")),
        sa.UniqueConstraint("site", "device", "system", name="uq_subjects_site"),
    )
    op.create_table(
        "checks",
        sa.Column("id", Key, primary_key=True),
        sa.Column("run_id", Key, sa.ForeignKey("runs.id", name="fk_checks_run_id", ondelete="CASCADE"), nullable=False),
        sa.Column("subject_id", Key, sa.ForeignKey("subjects.id", name="fk_checks_subject_id"), nullable=False),
        sa.Column("turn", sa.SmallInteger, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "why")),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("about_id", sa.BigInteger, nullable=False),
        sa.Column("collected", Moment),
        sa.Column("judged", sa.SmallInteger, nullable=False),
        sa.UniqueConstraint("run_id", "turn", "subject_id", name="uq_checks_run_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_checks_subject_id", "checks", ["subject_id"])
    op.create_table(
        "runs_waivers",
        sa.Column(
            "run_id", Key, sa.ForeignKey("runs.id", name="fk_runs_waivers_run_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("waiver_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "waiver_id", name="pk_runs_waivers"),
    )


def _findings() -> None:
    op.create_table(
        "controls",
        sa.Column("id", Key, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False),
        sa.UniqueConstraint("slug", name="uq_controls_slug"),
    )
    op.create_table(
        "findings",
        sa.Column("subject_id", Key, sa.ForeignKey("subjects.id", name="fk_findings_subject_id"), nullable=False),
        sa.Column("control_id", Key, sa.ForeignKey("controls.id", name="fk_findings_control_id"), nullable=False),
        sa.Column("check_id", Key, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("judged", "turned")),
        sa.Column("body_id", sa.BigInteger, nullable=False),
        sa.Column("evidence_id", sa.BigInteger),
        sa.Column("since", Moment, nullable=False),
        sa.Column("drift_since", Moment),
        sa.PrimaryKeyConstraint("subject_id", "control_id", "check_id", name="pk_findings"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_findings_turned",
        "findings",
        ["control_id", "subject_id", "check_id"],
        sqlite_where=sa.text("turned = 1"),
        postgresql_where=sa.text("turned"),
    )


def _attestations() -> None:
    op.create_table(
        "attestations",
        sa.Column("id", Key, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("operator", "reason", "site", "system", "control")),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_attestations_control", "attestations", ["control"])
