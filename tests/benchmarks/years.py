"""Years of runs as rows, of the shapes and sizes that a run leaves."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, text

from sightline.records.canonical import compact, digest, packed
from sightline.records.database import Database
from sightline.records.tables.findings import controls, evidence, findings
from sightline.records.tables.runs import bodies, checks, runs

START = datetime(2023, 11, 1, 2, tzinfo=UTC)
#: One in so many findings has another verdict than in the run before.
TURNS = 100
#: So many runs at the end are written as runs write; the first of them finds much that is another than before.
WRITTEN = 8
#: So many of the others are put in at once.
TOGETHER = 25


@dataclass(frozen=True)
class Scale:
    """How much of everything; `changing` findings of a device are another every night."""

    runs: int
    devices: int
    controls: int
    changing: int


def years(database: Database, scale: Scale, chance: Random) -> None:
    """All runs between the first, which is there, and the last ones."""
    with database.reading() as connection:
        copies = Copies(connection, scale, chance)
    numbers = range(1, scale.runs - WRITTEN)
    for start in range(0, len(numbers), TOGETHER):
        with database.writing() as connection:
            for number in numbers[start : start + TOGETHER]:
                copies.run(connection, number)
    with database.writing() as connection:
        copies.close(connection)


@dataclass
class Copies:
    """The first run's rows, copied with other hashes."""

    connection: Connection
    scale: Scale
    chance: Random
    verdicts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first = self.connection.execute(select(checks).order_by(checks.c.id)).all()
        self.night = self.connection.execute(select(runs)).one()
        slugs = {row.id: row.slug for row in self.connection.execute(select(controls))}
        rows = self.connection.execute(select(findings)).all()
        place = {key: number for number, key in enumerate(sorted(slugs, key=lambda one: slugs[one]))}
        self.changing = [row for row in rows if place[row.control_id] < self.scale.changing]
        self.others = [row for row in rows if place[row.control_id] >= self.scale.changing]
        self.texts = {row.id: row for row in self.connection.execute(select(bodies))}
        self.proofs = {row.id: row for row in self.connection.execute(select(evidence))}
        self.last = {
            table.name: self.connection.execute(select(func.max(table.c.id))).scalar_one()
            for table in (bodies, evidence, checks)
        }

    def run(self, connection: Connection, number: int) -> None:
        """One night."""
        at = START + timedelta(days=number)
        night = {**self.night._mapping, "id": number + 1, "started": at, "ended": at, "name": f"copy-{number}"}
        connection.execute(insert(runs), night)
        of_subject = {row.subject_id: self._next("checks") for row in self.first}
        own = {"run_id": number + 1, "collected": at}
        connection.execute(
            insert(checks), [{**row._mapping, **own, "id": of_subject[row.subject_id]} for row in self.first]
        )
        found = [(row, self._next("bodies"), self._next("evidence")) for row in self.changing]
        self._add_documents(connection, found)
        turned = self.chance.sample(self.others, len(self.others) // TURNS) if self.others else []
        rows = [{**row._mapping, "body_id": body, "evidence_id": proof, "turned": False} for row, body, proof in found]
        rows += [{**row._mapping, "body_id": self._verdict(connection), "turned": True, "since": at} for row in turned]
        connection.execute(insert(findings), [{**row, "check_id": of_subject[row["subject_id"]]} for row in rows])

    def _add_documents(self, connection: Connection, found: Sequence[tuple[Row[Any], int, int]]) -> None:
        if not found:
            return
        texts = [(body, self.texts[row.body_id]) for row, body, _ in found]
        proofs = [(proof, self.proofs[row.evidence_id]) for row, _, proof in found]
        connection.execute(
            insert(bodies),
            [{"id": key, "sha256": os.urandom(32), "verdict": one.verdict, "data": one.data} for key, one in texts],
        )
        connection.execute(
            insert(evidence), [{"id": key, "sha256": os.urandom(32), "data": one.data} for key, one in proofs]
        )

    def _verdict(self, connection: Connection) -> int:
        """A text of one verdict or the other."""
        verdict = self.chance.choice(["drift", "compliant", "unread", "waived"])
        if verdict not in self.verdicts:
            said = compact(
                {"verdict": verdict, "reason": f"it is {verdict}", "changes": [], "wanted": None, "found": None}
            )
            key = self.verdicts[verdict] = self._next("bodies")
            row = {"id": key, "sha256": digest(said), "verdict": verdict, "data": packed(said)}
            connection.execute(insert(bodies), row)
        return self.verdicts[verdict]

    def _next(self, table: str) -> int:
        self.last[table] += 1
        return int(self.last[table])

    def close(self, connection: Connection) -> None:
        """PostgreSQL counts on from here, and knows what is where."""
        if connection.dialect.name == "postgresql":
            for table in (runs, checks):
                sequence = func.pg_get_serial_sequence(table.name, "id")
                newest = select(func.max(table.c.id)).scalar_subquery()
                connection.execute(select(func.setval(sequence, newest)))
            connection.execute(text("ANALYZE"))
