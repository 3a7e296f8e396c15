"""The audit chain."""

import sqlalchemy as sa
from alembic import op

from sightline.records.tables.base import Key

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
