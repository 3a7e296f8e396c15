"""Judges what people attest, lists it, and writes it down. No device is asked."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from pydantic import ValidationError

from sightline.errors import EstateError
from sightline.estate import attest as files
from sightline.estate.attest import Attestation
from sightline.estate.attested import estate_register, register_of
from sightline.estate.explain import explain
from sightline.estate.model import Estate, Site, System
from sightline.estate.registerschema import EntryTable
from sightline.estate.state import State
from sightline.policy.finding import Finding
from sightline.policy.grace import either
from sightline.policy.judge import plain
from sightline.policy.policy import Policy
from sightline.policy.register import Entry, Register, RegisterControl, register_findings
from sightline.records.journal import Journal

Controls = Mapping[str, RegisterControl]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A control of one register: its finding, its entry where there is one, and the days that are left of it."""

    register: str
    control: RegisterControl
    finding: Finding
    entry: Entry | None
    days_left: int | None

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        one = self.finding
        told = {"register": self.register, "control": one.control, "clause": one.clause, "verdict": one.verdict}
        more = {"asks": self.control.asks, "reason": one.reason, "days_left": self.days_left, "entry": self.entry}
        shown: dict[str, Any] = plain({**told, **more})
        return shown


def judge_registers(
    estate: Estate, controls: Controls, systems: Iterable[tuple[Site, System]], now: datetime, *, whole: bool
) -> list[Finding]:
    """The findings of these systems, and of the estate's own register where it is judged as a whole."""
    over = [register_of(estate, site, system) for site, system in systems]
    own = [estate_register(estate)] if whole else []
    return [finding for register in (*over, *own) for finding in judge_register(estate, controls, register, now)]


def judge_register(estate: Estate, controls: Controls, register: Register, now: datetime) -> list[Finding]:
    """The findings of one register, on the estate's day at `now`."""
    policy = replace(estate.policy, now=now, today=estate.today(now))

    def by(policy: Policy) -> list[Finding]:
        asked = [controls[slug] for slug in policy.slugs if slug in controls]
        return register_findings(asked, register, policy, lambda slug: estate.waivers_on(slug, register.id, now))

    if policy.still is None:
        return by(policy)
    older = replace(policy.still, now=now, today=policy.today)
    return [*either(by(policy), by(older), policy)]


def listed(estate: Estate, controls: Controls, targets: Sequence[str], now: datetime) -> list[Row]:
    """A row for each control that is asked of these registers. Raises EstateError for a target that names none."""
    every = [estate_register(estate)]
    every += [register_of(estate, site, system) for site in estate.sites for system in site.systems]
    for target in targets:
        if not any(_named(register, target) for register in every):
            raise EstateError(f"target {target!r} is no register; there are {', '.join(one.id for one in every[:20])}")
    return [
        _row(estate, controls[finding.control], register, finding, now)
        for register in every
        if not targets or any(_named(register, target) for target in targets)
        for finding in judge_register(estate, controls, register, now)
        if finding.verdict != "not_applicable" or register.kind == "other-controller"
    ]


def _named(register: Register, target: str) -> bool:
    return fnmatchcase(register.id if "/" in target or not register.site else register.site, target)


def _row(estate: Estate, control: RegisterControl, register: Register, finding: Finding, now: datetime) -> Row:
    attested = register.entries.get(control.slug)
    entry = attested.entry if attested and control.every else None
    left = (control.due(entry, estate.policy) - estate.today(now)).days if entry else None
    return Row(register=register.id, control=control, finding=finding, entry=entry, days_left=left)


def status(rows: Iterable[Row]) -> int:
    """2 where one is not as wanted, else 3 where one could not be read, else 0."""
    verdicts = {row.finding.verdict for row in rows}
    return 2 if "drift" in verdicts else 3 if "unread" in verdicts else 0


def entry_of(given: Mapping[str, Any]) -> Entry:
    """An entry from what was said, by the rules of the files. Raises EstateError."""
    values = {name: str(value) for name, value in given.items() if value is not None}
    try:
        return Entry(**EntryTable.model_validate(values).model_dump(exclude_none=True))
    except ValidationError as error:
        told = [explain(detail, EntryTable, None) for detail in error.errors(include_url=False)]
        raise EstateError("\n".join([*told, "nothing was written"])) from None


def attest(
    estate: Estate, controls: Controls, given: Iterable[Attestation], *, operator: str, reason: str
) -> list[Attestation]:
    """Writes entries into the estate's files; each stands in the journal of a run before.

    Raises EstateError, and writes nothing, where one cannot be, or is of a day that is still to come.
    """
    given, today = list(given), estate.today(datetime.now(UTC))
    if late := [one for one in given if one.entry.when > today]:
        text = f"{late[0].register} {late[0].control}: {late[0].entry.when} is still to come; nothing was written"
        raise EstateError(text)
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-register-{os.urandom(2).hex()}"
    journal = Journal(State(estate.folder).runs / run / "journal.jsonl")
    try:
        journal.add("run", run=run, verb="register", operator=operator, reason=reason)
        return files.attest(estate, controls, given, lambda one: note(journal, one))
    finally:
        journal.close()


def note(journal: Journal, one: Attestation) -> None:
    """What the record knows of an attestation."""
    journal.add("attested", register=one.register, control=one.control, entry=plain(one.entry))
