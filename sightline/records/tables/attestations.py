"""What people attested for the register."""

from sqlalchemy import Column, Table, Text

from sightline.records.tables.base import Key, Moment, metadata, refers

#: `site` and `system` are "" for what is attested of the whole estate. `entry` is the register's entry.
attestations = Table(
    "attestations",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("operator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("control", Text, nullable=False, index=True),
    refers("entry_id", "bodies"),
)
