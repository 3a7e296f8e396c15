"""The audit chain: entries are only ever added, and heads stand for all up to theirs."""

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text

from sightline.records.tables.base import Key, Moment, metadata, refers

#: `at` and `what` are the very texts that the hash is over. No two entries follow the same one: the chain has no fork.
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("run", Text, nullable=False, index=True),
    Column("site", Text, nullable=False),
    Column("device", Text, nullable=False, index=True),
    Column("event", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("previous", LargeBinary(32), nullable=False, unique=True),
    Column("sha256", LargeBinary(32), nullable=False),
)

#: `key` and `signature` are "" where there was no key.
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", BigInteger, nullable=False, index=True),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("at", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

#: What was pulled of devices' own logs, as evidence: the chain's entry `device-log` has its hash.
device_logs = Table(
    "device_logs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("device", Text, nullable=False, index=True),
    refers("evidence_id", "evidence"),
)
