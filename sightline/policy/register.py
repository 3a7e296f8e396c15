"""What only people can say of a system, beside what the policy asks them to say. Pure, like `judge`."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sightline.policy.counted import counted
from sightline.policy.extract import Extract
from sightline.policy.finding import Change, Finding, Verdict
from sightline.policy.judge import plain
from sightline.policy.policy import Policy, Severity
from sightline.policy.signal import Draft
from sightline.policy.waiver import Waiver
from sightline.settings import Unread

#: What a register is of: a system by its kind, or the estate as a whole.
Kind = Literal["site", "vehicle", "mobile", "monitored", "other-controller", "estate"]
#: Systems of ours, and those of them that have devices of their own.
OURS: tuple[Kind, ...] = ("site", "mobile", "monitored", "vehicle")
WITH_DEVICES: tuple[Kind, ...] = ("site", "mobile", "monitored")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What somebody attested on a day. `until` may end it before the policy's interval does, never after.

    `evidence` is a file's path below the estate's folder, or a link; `sha256` is the file's when it was attested.
    """

    by: str
    when: date
    until: date | None = None
    evidence: str = ""
    sha256: str = ""
    reference: str = ""
    note: str = ""

    @property
    def linked(self) -> bool:
        """True where the evidence is a link, which nobody here follows."""
        return self.evidence.startswith("https://")


@dataclass(frozen=True, kw_only=True)
class Attested:
    """An entry and its evidence as it is now: the file's SHA-256, None where it is gone; "" where there is no file."""

    entry: Entry
    evidence: str | Unread | None = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a redeployable system stood, from a day until another; None: it stands there still."""

    place: str
    starts: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Swap:
    """A device that is another one since a day: added, exchanged, or of another technology. `what` says which."""

    device: str
    when: date
    what: str


@dataclass(frozen=True, kw_only=True)
class Register:
    """One system's register, or the estate's (`site` and `system` are "" there), and what else its file declares.

    `audit` is what is wrong with the audit chain ("": nothing), `drafts` the open incidents; None where nobody looked.
    """

    site: str
    system: str
    kind: Kind
    entries: Mapping[str, Attested] = field(default_factory=dict, hash=False)
    purpose: str = ""
    controller: str = ""
    dpia: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    places: tuple[Place, ...] = ()
    extracts: tuple[Extract, ...] = ()
    swaps: tuple[Swap, ...] = ()
    audit: str | Unread | None = None
    drafts: tuple[Draft, ...] | None = None

    @property
    def id(self) -> str:
        """`site/system`, or "estate": what targets and waivers use."""
        return f"{self.site}/{self.system}" if self.site else "estate"


class Unseen(Exception):
    """Raised by a rule where what it looks at could not be read: the finding is unread, with this reason."""


Lacks = Callable[[Register, Policy], Iterable[Change]]


@dataclass
class RegisterControl:
    """A slug of the policy that people answer: an entry by somebody, with evidence, that has not run out.

    `asks` is the sentence that is attested. `every` names the value of the policy that says for how many months an
    entry holds; "" where no entry is asked for, as the inventory itself is the register. `kinds` are those it is for.
    `of_chain`: it is judged where the audit chain was looked at.
    """

    slug: str
    title: str
    severity: Severity
    asks: str
    every: str = "attestation_months"
    kinds: tuple[Kind, ...] = OURS
    of_chain: bool = False
    rule: Lacks | None = field(default=None, repr=False)

    def lacks(self, rule: Lacks) -> Lacks:
        """Decorates a function that gives what else is missing, beside the entry."""
        self.rule = rule
        return rule

    @property
    def of_estate(self) -> bool:
        """True where it is attested once for the whole estate."""
        return self.kinds == ("estate",)

    def due(self, entry: Entry, policy: Policy) -> date:
        """The last day on which the entry holds."""
        end = months_later(entry.when, getattr(policy, self.every))
        return min(end, entry.until or end)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def register_findings(
    controls: Iterable[RegisterControl],
    register: Register,
    policy: Policy,
    waivers: Callable[[str], Sequence[Waiver]],
) -> list[Finding]:
    """A finding for each control that may concern the register; `policy` is as of today, and `waivers` gives those in
    force for a slug: one that names channels says nothing of a register.

    A system of another controller is listed by `controller`, and not judged.
    """
    of = [control for control in controls if control.of_estate == (register.kind == "estate")]
    if register.audit is None:
        of = [control for control in of if not control.of_chain]
    if register.kind == "other-controller":
        of = [control for control in of if control.slug == "controller"]
    return [_judged(control, register, policy, [w for w in waivers(control.slug) if not w.channels]) for control in of]


def _judged(control: RegisterControl, register: Register, policy: Policy, waivers: Sequence[Waiver]) -> Finding:
    if register.kind not in control.kinds:
        return _finding(control, register, policy, "not_applicable", _spared(register))
    try:
        attested = register.entries.get(control.slug) if control.every else None
        changes = [*_entry_lacks(control, attested, policy), *(control.rule(register, policy) if control.rule else ())]
    except Unseen as reason:
        return _finding(control, register, policy, "unread", str(reason))
    except Exception as problem:  # noqa: BLE001 - a rule that fails on one system must not end the run for all
        why = f"the control could not judge this: {type(problem).__name__}: {problem}"
        return _finding(control, register, policy, "unread", why)
    unread = attested and isinstance(attested.evidence, Unread)
    if changes and not (unread and waivers):
        return _drift(control, register, policy, changes, waivers)
    if attested and isinstance(attested.evidence, Unread):
        why = f"{attested.entry.evidence}: the evidence cannot be read: {attested.evidence.reason}"
        return _finding(control, register, policy, "unread", why)
    said = _said(control, attested, policy)
    return _finding(control, register, policy, "compliant", _holds(control, attested, policy), found=said, wanted=said)


def _spared(register: Register) -> str:
    if register.kind == "other-controller":
        return f"run by another controller, {register.controller}: listed and not judged"
    return f"not asked of a system of kind {register.kind}"


def _entry_lacks(control: RegisterControl, attested: Attested | None, policy: Policy) -> Iterable[Change]:
    """What is wrong with the entry itself."""
    if not control.every:
        return
    if attested is None:
        yield Change(where="attested", found=None, wanted=f"within {counted(getattr(policy, control.every), 'month')}")
        return
    entry, due = attested.entry, control.due(attested.entry, policy)
    if entry.when > policy.today:
        yield Change(where="when", found=entry.when.isoformat(), wanted="no day that is still to come")
    if due < policy.today:
        yield Change(where="valid_until", found=due.isoformat(), wanted=f"{policy.today.isoformat()} or later")
    if not entry.linked:
        yield from _proof_lacks(entry, attested.evidence)


def _proof_lacks(entry: Entry, now: str | Unread | None) -> Iterable[Change]:
    """What is wrong with its evidence, a file."""
    if not entry.evidence:
        yield Change(where="evidence", found=None, wanted="a file or a link")
    elif not entry.sha256:
        yield Change(where="sha256", found=None, wanted="the SHA-256 of the file as it was attested")
    elif now is None:
        yield Change(where="evidence", found=None, wanted=entry.evidence)
    elif isinstance(now, str) and now != entry.sha256:
        yield Change(where="sha256", found=now, wanted=entry.sha256)


def _said(control: RegisterControl, attested: Attested | None, policy: Policy) -> dict[str, Any]:
    """The entry as a report shows it, with the last day on which it holds."""
    if attested is None or not control.every:
        return {}
    entry = attested.entry
    told = {"by": entry.by, "when": entry.when, "valid_until": control.due(entry, policy), "evidence": entry.evidence}
    more = {"sha256": entry.sha256, "reference": entry.reference, "note": entry.note}
    shown: dict[str, Any] = plain({**told, **{name: value for name, value in more.items() if value}})
    return shown


def _holds(control: RegisterControl, attested: Attested | None, policy: Policy) -> str:
    if attested is None:
        return "by the inventory's own word"
    entry, due = attested.entry, control.due(attested.entry, policy)
    proof = "its evidence is a link, which is not followed" if entry.linked else "its evidence is unchanged"
    return f"attested by {entry.by} on {entry.when}, valid until {due}; {proof}"


def _drift(
    control: RegisterControl, register: Register, policy: Policy, changes: Sequence[Change], waivers: Sequence[Waiver]
) -> Finding:
    said = _said(control, register.entries.get(control.slug), policy)
    reasons = [f"{one.where} is {_word(one.found)}, wanted {_word(one.wanted)}" for one in changes]
    way = f"`sightline register attest {register.id} {control.slug}` once it is so" if control.every else ""
    return _finding(
        control,
        register,
        policy,
        "waived" if waivers else "drift",
        "; ".join([*reasons, *([way] if way else [])]),
        found={**said, **{one.where: one.found for one in changes}},
        wanted={**said, **{one.where: one.wanted for one in changes}},
        changes=tuple(changes),
        waiver=waivers[0].case if waivers else None,
    )


def _word(value: Any) -> str:
    return "missing" if value is None else str(value)


def _finding(
    control: RegisterControl,
    register: Register,
    policy: Policy,
    verdict: Verdict,
    reason: str,
    *,
    found: Any = None,
    wanted: Any = None,
    changes: tuple[Change, ...] = (),
    waiver: str | None = None,
) -> Finding:
    return Finding(
        site=register.site,
        system=register.system,
        device=None,
        control=control.slug,
        clause=policy.clause_of(control.slug),
        severity=control.severity,
        verdict=verdict,
        wanted=wanted,
        found=found,
        reason=reason,
        changes=changes,
        waiver=waiver,
        remedy="register" if verdict == "drift" else "",
    )
