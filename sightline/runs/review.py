"""A review: what the checks found and what people answered, in a record that the register leans on."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sightline.bridge.work import Work
from sightline.errors import EstateError
from sightline.estate.attest import Attestation
from sightline.estate.attested import evidence_now
from sightline.estate.files import replace_file
from sightline.estate.model import Site
from sightline.estate.system import System
from sightline.estate.words import clean
from sightline.policy.finding import Finding
from sightline.policy.judge import plain
from sightline.policy.register import Entry
from sightline.policy.review import (
    CONTROL,
    NO,
    QUESTIONS,
    Answer,
    Kind,
    Point,
    Question,
    against,
    open_things,
    plain_points,
    unexplained,
)
from sightline.records.result import Result
from sightline.reports.document import age, stamp
from sightline.runs.register import attest

SCHEMA = "sightline.review/1"
FOLDER = "inventory/evidence/reviews"


@dataclass(frozen=True, kw_only=True)
class Last:
    """The review before: where its record is, and what it left open. `problem` says why that is not known."""

    record: str = ""
    left: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """One system's review. `record` is its file, below the estate's folder; `attested` whether the register has it."""

    system: str
    points: tuple[Point, ...]
    record: str
    attested: bool


def last_review(work: Work, site: Site, system: System, kind: Kind) -> Last:
    """The newest record of this kind. The one that the register leans on must be there, and unchanged."""
    folder, entry = work.estate.folder, system.register.get(CONTROL[kind])
    ours = entry is not None and entry.evidence.startswith(f"{FOLDER}/")
    if entry and ours and evidence_now(folder, entry) != entry.sha256:
        return Last(record=entry.evidence, problem=f"the record of {entry.when} is gone, or is not as it was")
    there = (folder / FOLDER).glob(f"{site.site}.{system.name}.{kind}.*.json")
    newest = max(there, key=lambda path: age(path, path.stem.rpartition(".")[2]), default=None)
    if newest is None:
        return Last()
    name = f"{FOLDER}/{newest.name}"
    try:
        found = json.loads(newest.read_bytes())
        return Last(record=name, left=tuple(str(one) for one in found["open"]))
    except (OSError, ValueError, LookupError, TypeError) as problem:
        return Last(record=name, problem=f"{name} cannot be read: {clean(problem)}")


def contrary(question: Question, findings: Sequence[Finding], last: Last) -> tuple[str, ...]:
    """What speaks against a yes: what the check found, or what the last review left open and is so still."""
    now = set(open_things(findings, ()))
    left = [f"left open: {one}" for one in last.left if one in now or one.startswith(NO)]
    return against(question, findings, [last.problem] if last.problem else left)


def weigh(
    kind: Kind, system: System, answers: Mapping[str, Answer], findings: Sequence[Finding], last: Last
) -> list[Point]:
    """The answers beside what was found. Raises EstateError, naming them, where some need a note and have none."""
    of = [
        Point(question=one, answer=answers[one.slug], against=contrary(one, findings, last)) for one in QUESTIONS[kind]
    ]
    if bare := unexplained(of):
        lines = [f"{system.name}: {one.question.slug}: {_needs(one)}" for one in bare]
        raise EstateError("\n".join([*lines, "nothing was recorded: answer again with a note each"]))
    return of


def _needs(one: Point) -> str:
    if not one.answer.yes:
        return "a no needs a note"
    return f"a yes against the check ({'; '.join(one.against)}) needs a note"


def of_system(result: Result, kind: Kind, site: Site, system: System) -> list[Finding]:
    """What the run found of one system: its devices, and its register but for this very review."""
    return [
        one
        for one in result.findings
        if (one.site, one.system) == (site.site, system.name) and one.control != CONTROL[kind]
    ]


def record(
    work: Work, result: Result, kind: Kind, site: Site, system: System, reviewer: str, of: Sequence[Point], last: Last
) -> Reviewed:
    """Leaves the record, and the register's entry where every answer is a yes: a no is not attested."""
    now, findings = datetime.now(tz=result.started.tzinfo), of_system(result, kind, site, system)
    name = f"{FOLDER}/{site.site}.{system.name}.{kind}.{work.id}.json"
    told = _told(work, result, kind, site, system, reviewer, now)
    told |= {"answers": plain_points(of), "open": open_things(findings, of), "last": plain(last)}
    told["findings"] = [plain(one) for one in findings if one.verdict not in ("compliant", "not_applicable")]
    data, good = (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode(), all(one.answer.yes for one in of)
    sha256 = hashlib.sha256(data).hexdigest()
    work.record("review", system=f"{site.site}/{system.name}", kind=kind, record=name, sha256=sha256, good=good)
    _write(work.estate.folder / name, data)
    if good:
        entry = Entry(by=reviewer, when=work.estate.today(now), evidence=name, sha256=sha256)
        given = [Attestation(register=f"{site.site}/{system.name}", control=CONTROL[kind], entry=entry)]
        attest(work.estate, work.attested, given, work.chain)
    return Reviewed(system=system.name, points=tuple(of), record=name, attested=good)


def _told(
    work: Work, result: Result, kind: Kind, site: Site, system: System, reviewer: str, now: datetime
) -> dict[str, Any]:
    devices = [one for one in result.devices if (one.device.site, one.device.system) == (site.site, system.name)]
    return {
        "schema": SCHEMA,
        "kind": kind,
        "site": site.site,
        "system": system.name,
        "purpose": system.purpose,
        "at": stamp(now),
        "reviewer": reviewer,
        "operator": result.operator,
        "reason": result.reason,
        "run": work.id,
        "policy": {"name": work.estate.policy.name, "version": work.estate.policy.version},
        "devices": [{"device": one.device.name, "state": one.state, "reason": one.why} for one in devices],
    }


def _write(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data)
    except OSError as problem:
        raise EstateError(f"{clean(path)}: the record cannot be written ({problem.strerror})") from None
