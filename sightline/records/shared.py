"""Locks that every machine sees that shares the records (design, section 5, rule 5): PostgreSQL's own advisory ones.

They are a session's: what a killed run held is free once the server sees its connection end.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from sightline.errors import Busy
from sightline.estate.words import clean
from sightline.records.database import Database, explained

#: Who holds a lock, by the two halves of its number.
HOLDER = """
SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid::bigint = %s AND objid::bigint = %s
AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
AGAIN_SECONDS = 0.5


@dataclass
class Shared:
    """The shared locks of one run, over one connection. Records in a file are one machine's: nothing to lock there.

    `opened` gives the records. One greenlet at a time may be in here.
    """

    opened: Callable[[], Database]
    run: str
    _connection: Connection | None = None
    _schema: str = ""
    _held: int = 0

    @contextmanager
    def lock(self, key: str, wait_seconds: float = 0) -> Iterator[None]:
        """Holds the lock. Raises Busy, naming the run that has it; EstateError where the records do not answer."""
        database = self.opened()
        if database.place.file is not None:
            yield
            return
        self._held += 1
        connection: Connection | None = None
        try:
            connection = self._connected(database)
            number = self._claimed(connection, key, wait_seconds)
        except BaseException as problem:
            self._leave(connection, broken=not isinstance(problem, Busy))
            if isinstance(problem, DBAPIError):
                raise explained(problem, database.place) from problem
            raise
        try:
            yield
        finally:
            self._leave(connection, broken=not _let_go(connection, number))

    def _leave(self, connection: Connection | None, *, broken: bool) -> None:
        """The last one out gives the connection back. One that broke, also in mid-question, is used no more."""
        self._held -= 1
        if broken and connection is not None and connection is self._connection:
            connection.invalidate()
        if self._connection is not None and (not self._held or self._connection.invalidated):
            self._connection.close()
            self._connection = None

    def _connected(self, database: Database) -> Connection:
        if self._connection is None:
            connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection = connection
            connection.exec_driver_sql("SELECT set_config('application_name', %s, false)", (f"sightline {self.run}",))
            self._schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        return self._connection

    def _claimed(self, connection: Connection, key: str, wait_seconds: float) -> int:
        """The lock's number. It tries again until the time is over."""
        number = int.from_bytes(sha256(f"{self._schema}\n{key}".encode()).digest()[:8], "big", signed=True)
        until = time.monotonic() + wait_seconds
        while not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s::bigint)", (number,)).scalar_one():
            if time.monotonic() >= until:
                halves = (number >> 32 & 0xFFFFFFFF, number & 0xFFFFFFFF)
                holder = connection.exec_driver_sql(HOLDER, halves).scalars().first() or "name unknown"
                raise Busy(f"another run ({clean(holder.removeprefix('sightline '))}) holds {clean(key)}")
            time.sleep(AGAIN_SECONDS)
        return number


def _let_go(connection: Connection, number: int) -> bool:
    """False where the connection is gone, which holds nothing any more."""
    try:
        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s::bigint)", (number,))
    except SQLAlchemyError:
        return False
    return True
