"""Drafts of incidents."""

import sqlalchemy as sa
from alembic import op

from sightline.records.tables.base import Key, Moment

revision, down_revision = "v0003", "v0002"


def upgrade() -> None:
    """Makes their table."""
    op.create_table(
        "incidents",
        sa.Column("id", Key, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "kind", "site", "device", "what")),
        sa.Column("evidence", sa.JSON, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("run", "operator")),
        *(sa.Column(name, Moment, nullable=False) for name in ("opened", "seen")),
        *(sa.Column(name, Moment) for name in ("gone", "closed")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("closed_by", "closed_reason")),
    )
    op.create_index("ix_incidents_key", "incidents", ["key"])
