"""Judges what people attest, lists it, and writes it down. No device is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from pydantic import ValidationError

from sightline.errors import EstateError, SightlineError
from sightline.estate import attest as files
from sightline.estate.attest import Attestation
from sightline.estate.attested import estate_register, register_of
from sightline.estate.explain import explain
from sightline.estate.model import Estate, Site
from sightline.estate.registerschema import EntryTable
from sightline.estate.system import System
from sightline.policy.finding import Finding
from sightline.policy.grace import either
from sightline.policy.judge import plain
from sightline.policy.policy import Policy
from sightline.policy.register import Entry, Register, RegisterControl, Swap, register_findings
from sightline.records.attested import keep_attestations
from sightline.records.audit.chain import Chain
from sightline.records.audit.proof import judge
from sightline.records.database import Database
from sightline.records.incidents import drafts
from sightline.records.swaps import Swapped, swapped
from sightline.settings import Unread

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


def registers_of(
    estate: Estate,
    systems: Iterable[tuple[Site, System]],
    database: Database,
    *,
    whole: bool,
    audit: str | Unread | None = None,
) -> list[Register]:
    """Those of the systems, with what earlier runs saw change; and the estate's own where it is judged as a `whole`."""
    found, seen = [], dict[str, list[Swapped]]()
    for site, system in systems:
        if site.site not in seen:
            seen[site.site] = swapped(database, site.site)
        own = [_swap(estate, one) for one in seen[site.site] if one.system == system.name]
        register = register_of(estate, site, system)
        found.append(replace(register, swaps=(*register.swaps, *own)))
    if whole:
        found.append(replace(estate_register(estate), audit=audit, drafts=drafts(database)))
    return found


def _swap(estate: Estate, one: Swapped) -> Swap:
    return Swap(device=one.device, when=estate.today(one.at), what=one.what)


def audit_of(chain: Chain) -> str | Unread:
    """What is wrong with the audit chain, "" where nothing is. What is there already is signed first."""
    try:
        warning = chain.seal().warning
        verdict = judge(chain)
    except SightlineError as problem:
        return Unread(f"the audit chain cannot be read: {problem}")
    if verdict.flaw is not None:
        return f"broken at entry {verdict.flaw.number}: {verdict.flaw.text}"
    if verdict.state == "good":
        return ""
    return Unread(f"not proven, as its head is not signed: {warning or 'see `sightline audit verify`'}")


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


def listed(estate: Estate, controls: Controls, targets: Sequence[str], now: datetime, database: Database) -> list[Row]:
    """A row for each control that is asked of these registers. Raises EstateError for a target that names none."""
    systems = [(site, system) for site in estate.sites for system in site.systems]
    every = registers_of(estate, systems, database, whole=True)
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


def attest(estate: Estate, controls: Controls, given: Iterable[Attestation], chain: Chain) -> list[Attestation]:
    """Writes entries into the estate's files; each stands in the audit chain and in the records before.

    Raises EstateError, and writes nothing, where one cannot be, or is of a day that is still to come.
    """
    given, now = list(given), datetime.now(UTC)
    if late := [one for one in given if one.entry.when > estate.today(now)]:
        text = f"{late[0].register} {late[0].control}: {late[0].entry.when} is still to come; nothing was written"
        raise EstateError(text)
    return files.attest(estate, controls, given, lambda whole: _note(chain, whole, now))


def _note(chain: Chain, given: Sequence[Attestation], at: datetime) -> None:
    """All of them in one go: the last one's entry is on the disk with those before it."""
    rows = [_plain(one) for one in given]
    for number, row in enumerate(rows, 1):
        add = chain.append if number == len(rows) else chain.note
        add("attestation", **row)
    keep_attestations(chain.database, rows, at=at, operator=chain.who, reason=chain.why)


def _plain(one: Attestation) -> dict[str, Any]:
    site, _, system = one.register.partition("/") if one.register != "estate" else ("", "", "")
    return {"site": site, "system": system, "control": one.control, "entry": plain(one.entry)}
