"""Locks that every machine sees that shares the records (design, section 5, rule 5): PostgreSQL's own advisory ones.

They are a session's: what a killed run held is free once the server sees its connection end.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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
CLAIM = "SELECT pg_try_advisory_lock(%s::bigint)"
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
    _held: set[int] = field(default_factory=set)

    @contextmanager
    def lock(self, key: str, wait_seconds: float = 0) -> Iterator[None]:
        """Holds the lock. Raises Busy, naming the run that has it; EstateError where the records do not answer."""
        database = self.opened()
        if database.place.file is not None:
            yield
            return
        try:
            number = self._claimed(self._connected(database), key, wait_seconds)
        except BaseException as problem:
            self._tidy(database, broken=not isinstance(problem, Busy))
            if isinstance(problem, DBAPIError):
                raise explained(problem, database.place) from problem
            raise
        self._held.add(number)
        try:
            yield
        finally:
            self._held.remove(number)
            self._tidy(database, broken=not self._let_go(number))

    def _tidy(self, database: Database, *, broken: bool) -> None:
        """A connection that broke, also in mid-question, is used no more: its other locks are taken anew at once. The
        last one out gives the connection back.
        """
        if self._connection is not None and (broken or not self._held):
            if broken:
                self._connection.invalidate()
            self._connection.close()
            self._connection = None
        if broken and self._held:
            with suppress(SQLAlchemyError):
                self._again(self._connected(database))

    def _again(self, connection: Connection) -> None:
        """The server lets go of the old connection's locks once it sees that it ended."""
        for number in self._held:
            until = time.monotonic() + AGAIN_SECONDS
            while not connection.exec_driver_sql(CLAIM, (number,)).scalar_one() and time.monotonic() < until:
                time.sleep(AGAIN_SECONDS / 20)

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
        while not connection.exec_driver_sql(CLAIM, (number,)).scalar_one():
            if time.monotonic() >= until:
                halves = (number >> 32 & 0xFFFFFFFF, number & 0xFFFFFFFF)
                holder = connection.exec_driver_sql(HOLDER, halves).scalars().first() or "name unknown"
                raise Busy(f"another run ({clean(holder.removeprefix('sightline '))}) holds {clean(key)}")
            time.sleep(AGAIN_SECONDS)
        return number

    def _let_go(self, number: int) -> bool:
        """False where the connection is gone, which holds nothing any more."""
        if self._connection is None:
            return True
        try:
            self._connection.exec_driver_sql("SELECT pg_advisory_unlock(%s::bigint)", (number,))
        except SQLAlchemyError:
            return False
        return True
