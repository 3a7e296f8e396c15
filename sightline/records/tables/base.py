"""What all tables share: one metadata, and moments that sort and compare alike on every database."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)
#: A key that the database counts up: SQLite does so for INTEGER alone.
Key = BigInteger().with_variant(Integer(), "sqlite")


def refers(name: str, to: str, *, nullable: bool = False) -> "Column[int]":
    """A column that keeps a row of `bodies` or `evidence` from being pruned.

    No foreign key: the database would search this table for each of the many rows that a prune takes away. Writers and
    prune wait for each other (`Database.writing`), and `records check` looks for what is missing.
    """
    return Column(name, BigInteger, nullable=nullable, info={"refers": to})


class Moment(TypeDecorator[datetime]):
    """A moment in microseconds since 1970 in UTC: 8 bytes at most, and no time zone of a server or a driver."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Refuses a moment that does not know its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be recorded")
        return round(value.timestamp() * 1_000_000)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """In UTC."""
        return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)
