"""Drafts of incidents: one row for each series of the same signal."""

from sqlalchemy import JSON, Column, Table, Text

from sightline.records.tables.base import Key, Moment, metadata

#: `key` is the signal's. `seen` is when it was raised last; `gone` when its device was found without it afterwards.
#: `run` is the id of the run that raised it first, "" where a person did. `closed` is null while it is open.
incidents = Table(
    "incidents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("run", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("opened", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("gone", Moment),
    Column("closed", Moment),
    Column("closed_by", Text, nullable=False),
    Column("closed_reason", Text, nullable=False),
)
