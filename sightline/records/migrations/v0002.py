"""The audit chain, and what was pulled of devices' own logs."""

import sqlalchemy as sa
from alembic import op

from sightline.records.tables.base import Key, Moment

revision, down_revision = "v0002", "v0001"


def upgrade() -> None:
    """Makes the tables of the chain."""
    op.create_table(
        "audit_entries",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("at", "who", "why", "run", "site", "device", "event", "what")
        ),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.UniqueConstraint("previous", name="uq_audit_entries_previous"),
    )
    for name in ("at", "run", "device", "event"):
        op.create_index(f"ix_audit_entries_{name}", "audit_entries", [name])
    op.create_table(
        "audit_heads",
        sa.Column("id", Key, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("at", "key", "signature")),
    )
    op.create_index("ix_audit_heads_number", "audit_heads", ["number"])
    op.create_table(
        "device_logs",
        sa.Column("id", Key, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("evidence_id", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_device_logs_device", "device_logs", ["device"])
