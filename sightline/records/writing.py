"""Writes what was judged: a row per subject, and a row per finding that is another than before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, tuple_

from sightline.records.documents import added, chunks, keep
from sightline.records.judged import Judged, Said, Subject
from sightline.records.series import Series
from sightline.records.standing import standing, until_now
from sightline.records.tables.findings import controls, evidence, findings
from sightline.records.tables.runs import bodies, checks, subjects

Row = dict[str, Any]
Found = dict[tuple[Subject, str], Series]


@dataclass(frozen=True)
class Stands:
    """What the newest row of a control on a subject says."""

    judged: bool
    body_id: int
    evidence_id: int | None
    series: Series

    def row(self, *, turned: bool) -> Row:
        """Its columns, but for whom and when."""
        return {
            "judged": self.judged,
            "turned": turned,
            "body_id": self.body_id,
            "evidence_id": self.evidence_id,
            "since": self.series.since,
            "drift_since": self.series.drift_since,
        }


def write(connection: Connection, run: int, judged: Sequence[Judged]) -> Found:
    """All of it, in its order; the series that each finding is in now. In a writing transaction."""
    batch = Batch(connection, run)
    batch.look_up(judged)
    rows: list[Row] = []
    for check, one in batch.add_checks():
        rows += batch.rows(check, one)
    if rows:
        connection.execute(insert(findings), rows)
    return batch.found


@dataclass
class Batch:
    """Some subjects of one run, and the ids of all that they name."""

    connection: Connection
    run: int
    judged: list[Judged] = field(default_factory=list)
    subjects: dict[Subject, int] = field(default_factory=dict)
    controls: dict[str, int] = field(default_factory=dict)
    bodies: dict[bytes, int] = field(default_factory=dict)
    proofs: dict[bytes, int] = field(default_factory=dict)
    standing: dict[tuple[int, int], Stands] = field(default_factory=dict)
    found: Found = field(default_factory=dict)

    def look_up(self, judged: Sequence[Judged]) -> None:
        """Adds what is new to the small tables, and looks at what stands."""
        self.subjects = _subjects(self.connection, {one.subject for one in judged})
        self.judged = self._unwritten(judged)
        said = [one for subject in self.judged for one in subject.said]
        self.controls = _controls(self.connection, {one.control for one in said})
        self._look_at_standing()
        about = {one.about_sha256: {"data": one.about, "verdict": None} for one in self.judged}
        texts = {
            one.sha256: {"data": one.text, "verdict": one.verdict} for one in said if one.sha256 not in self.bodies
        }
        self.bodies |= keep(self.connection, bodies, {**about, **texts})
        proofs = {one.proof: {"data": one.evidence} for one in said if one.proof and one.proof not in self.proofs}
        self.proofs |= keep(self.connection, evidence, proofs)

    def _unwritten(self, judged: Sequence[Judged]) -> list[Judged]:
        """Without what is there: a connection may be lost after its commit was done, and the same comes again."""
        ids = list(self.subjects.values())
        asked = select(checks.c.turn, checks.c.subject_id).where(
            checks.c.run_id == self.run, checks.c.subject_id.in_(ids)
        )
        there = {(row.turn, row.subject_id) for row in self.connection.execute(asked)}
        return [one for one in judged if (one.turn, self.subjects[one.subject]) not in there]

    def _look_at_standing(self) -> None:
        for some in chunks(self.subjects.values()):
            asked = (
                standing(until_now(some))
                .join(bodies, bodies.c.id == findings.c.body_id)
                .outerjoin(evidence, evidence.c.id == findings.c.evidence_id)
                .add_columns(bodies.c.verdict, bodies.c.sha256, evidence.c.sha256.label("proof"))
            )
            for row in self.connection.execute(asked):
                self.bodies[row.sha256] = row.body_id
                if row.proof is not None:
                    self.proofs[row.proof] = row.evidence_id
                series = Series(verdict=row.verdict, since=row.since, drift_since=row.drift_since)
                stands = Stands(row.judged, row.body_id, row.evidence_id, series)
                self.standing[row.subject_id, row.control_id] = stands

    def add_checks(self) -> Iterator[tuple[int, Judged]]:
        """A row for each subject; its id beside it."""
        rows = [
            {
                "run_id": self.run,
                "subject_id": self.subjects[one.subject],
                "turn": one.turn,
                "place": one.place,
                "state": one.state,
                "why": one.why,
                "requests": one.requests,
                "about_id": self.bodies[one.about_sha256],
                "collected": one.collected,
                "judged": len(one.said),
            }
            for one in self.judged
        ]
        yield from zip(added(self.connection, checks, rows), self.judged, strict=True)

    def rows(self, check: int, one: Judged) -> Iterator[Row]:
        """What is another than before, and what is no longer judged."""
        subject = self.subjects[one.subject]
        for said in one.said:
            key = subject, self.controls[said.control]
            before = self.standing.get(key)
            now = self._now(before, said, one)
            self.found[one.subject, said.control] = now.series
            self.standing[key] = now
            if now != before:
                turned = before is None or before.series.verdict != said.verdict
                yield {**_key(key, check), **now.row(turned=turned)}
        judged = {self.controls[said.control] for said in one.said}
        for key, before in list(self.standing.items()):
            if key[0] == subject and key[1] not in judged and before.judged:
                gone = Stands(False, before.body_id, before.evidence_id, before.series)
                self.standing[key] = gone
                yield {**_key(key, check), **gone.row(turned=False)}

    def _now(self, before: Stands | None, said: Said, one: Judged) -> Stands:
        series = before.series.then(said.verdict, one.at) if before else Series.begun(said.verdict, one.at)
        proof = self.proofs[said.proof] if said.proof else None
        return Stands(True, self.bodies[said.sha256], proof, series)


def _key(key: tuple[int, int], check: int) -> Row:
    return {"subject_id": key[0], "control_id": key[1], "check_id": check}


def _subjects(connection: Connection, wanted: set[Subject]) -> dict[Subject, int]:
    names = tuple_(subjects.c.site, subjects.c.device, subjects.c.system)
    found: dict[Subject, int] = {}
    for some in chunks(wanted):
        asked = connection.execute(select(subjects).where(names.in_(some)))
        found |= {(row.site, row.device, row.system): row.id for row in asked}
    new = sorted(wanted - found.keys())
    rows = [{"site": site, "device": device, "system": system} for site, device, system in new]
    return found | dict(zip(new, added(connection, subjects, rows), strict=True))


def _controls(connection: Connection, wanted: set[str]) -> dict[str, int]:
    found = {row.slug: row.id for row in connection.execute(select(controls).where(controls.c.slug.in_(wanted)))}
    new = sorted(wanted - found.keys())
    return found | dict(zip(new, added(connection, controls, [{"slug": slug} for slug in new]), strict=True))
