"""Wanted and found make a finding. Unknown is never compliant."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import to_jsonable_python

from sightline.policy.compare import Leaf, leaves
from sightline.policy.control import Control, NotMet
from sightline.policy.finding import Change, Finding, Part, Verdict
from sightline.policy.policy import Policy
from sightline.policy.waiver import Waiver
from sightline.policy.witness import Peer, Testimony, hear
from sightline.settings import Absent, Outside, Setting, Unread, Unsupported

NOTHING_SEEN = Outside()
#: Over its parts a finding is the first of these that any part is.
ORDER: tuple[Verdict, ...] = ("drift", "unread", "unsupported", "waived", "compliant", "not_applicable")
OF_STATE: dict[str, Verdict] = {
    "same": "compliant",
    "differs": "drift",
    "unread": "unread",
    "unsupported": "unsupported",
    "absent": "not_applicable",
}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The device that is judged, by its names in the inventory."""

    site: str
    system: str
    device: str


def judge(
    control: Control[Any],
    found: Setting | Unread | Unsupported | Absent,
    policy: Policy,
    subject: Subject,
    waivers: Sequence[Waiver] = (),
    outside: Outside = NOTHING_SEEN,
    peers: Sequence[Peer] = (),
) -> Finding:
    """One finding. `policy` is narrowed to the device and the moment; `waivers` are those in force on it.

    `outside` is what probes saw of the device, `peers` are those that it shares channels with.
    """
    try:
        if spared := control.spared(policy):
            return _finding(control, policy, subject, "not_applicable", spared)
        seen = tuple(control.witnesses(outside, policy)) if control.witnesses else ()
        if isinstance(found, Unread | Unsupported | Absent):
            return _unknown(control, found, policy, subject, waivers, seen)
        told = tuple(one for peer in peers for one in control.peers(peer, policy)) if control.peers else ()
        return _judged(control, found, policy, subject, waivers, (*seen, *told))
    except Exception as problem:  # noqa: BLE001 - a rule that fails on one device must not end the run for all
        why = f"the control could not judge this: {type(problem).__name__}: {problem}"
        return _finding(control, policy, subject, "unread", why)


def _unknown(
    control: Control[Any],
    found: Unread | Unsupported | Absent,
    policy: Policy,
    subject: Subject,
    waivers: Sequence[Waiver],
    said: Sequence[Testimony],
) -> Finding:
    """The device said nothing of the setting: what was seen of it from outside can only make that worse.

    Where a waiver covers a drift that was seen, what the device did not say is left.
    """
    heard = hear((), said, both=policy.witnesses == "both")
    against = [leaf for leaf in heard.leaves if leaf.state != "same"]
    if not against:
        return _finding(control, policy, subject, OF_STATE[found.unknown], found.reason, waivers=waivers)
    whole = Leaf(path="", of="", channel=None, state=found.unknown, found=found, wanted=None)
    verdict, waiver = _verdict([whole, *against], waivers)
    reason = "; ".join([*_differences(against), f"{found.unknown}: {found.reason}", *heard.notes])
    channels, changes = _channels(heard.leaves, waivers), _changes(against)
    return _finding(control, policy, subject, verdict, reason, channels=channels, changes=changes, waiver=waiver)


def _not_met(
    control: Control[Any],
    found: Setting,
    policy: Policy,
    subject: Subject,
    waivers: Sequence[Waiver],
    heard: Sequence[Leaf],
    reason: str,
) -> Finding:
    """A drift of no one field. A waiver of it covers no part that was not read, by the device or by a witness."""
    said = _finding(control, policy, subject, "drift", reason, found=show(control, found), waivers=waivers)
    unread = [leaf for leaf in (*leaves(found, found, control.judged), *heard) if leaf.state == "unread"]
    if said.verdict == "drift" or not unread:
        return said
    why = f"{unread[0].where} is unread: {unread[0].found.reason}; waived ({said.waiver}): {reason}"
    return _finding(control, policy, subject, "unread", why, waiver=said.waiver)


def _judged(
    control: Control[Any],
    found: Setting,
    policy: Policy,
    subject: Subject,
    waivers: Sequence[Waiver],
    said: Sequence[Testimony],
) -> Finding:
    both = policy.witnesses == "both"
    try:
        wanted = control.wanted(found, policy)
    except NotMet as reason:
        return _not_met(control, found, policy, subject, waivers, hear((), said, both=both).leaves, str(reason))
    own = leaves(found, wanted, control.judged)
    heard = hear(own, _of_one_channel(own, said), both=both)
    compared = [*own, *heard.leaves]
    verdict, waiver = _verdict([*own, *(leaf for leaf in heard.leaves if leaf.state != "same")], waivers)
    return _finding(
        control,
        policy,
        subject,
        verdict,
        _reason(control, found, policy, compared, heard.notes),
        found=None if verdict == "unread" else show(control, found),
        wanted=None if verdict == "unread" else show(control, wanted),
        channels=_channels(compared, waivers),
        changes=_changes(compared),
        waiver=waiver,
    )


def _changes(compared: Iterable[Leaf]) -> tuple[Change, ...]:
    return tuple(
        Change(where=leaf.where, found=plain(leaf.found), wanted=plain(leaf.wanted))
        for leaf in compared
        if leaf.state == "differs"
    )


def _of_one_channel(own: Sequence[Leaf], said: Sequence[Testimony]) -> list[Testimony]:
    """What is said of all of a camera is said of its channel where it has but one: a waiver may name that."""
    channels = {leaf.channel for leaf in own} - {None}
    only = channels.pop() if len(channels) == 1 else None
    return [replace(one, channel=one.channel or only) for one in said]


def plain(value: Any) -> Any:
    """JSON's own types: dataclasses become objects, times ISO 8601."""
    return to_jsonable_python(value)


def show(control: Control[Any], setting: Setting) -> dict[str, Any]:
    """What a report prints of a setting for this control."""
    names = control.shows or tuple(dict.fromkeys(name.partition(".")[0] for name in control.judged))
    return {name: plain(getattr(setting, name)) for name in names}


def _verdict(compared: Iterable[Leaf], waivers: Sequence[Waiver]) -> tuple[Verdict, str | None]:
    """The verdict over all leaves, and the case of the waiver that it leans on."""
    verdicts: set[Verdict] = set()
    cases: dict[str, None] = {}
    for leaf in compared:
        covering = _covering(leaf, waivers)
        verdicts.add("waived" if covering else OF_STATE[leaf.state])
        cases.update(dict.fromkeys([covering.case] if covering else []))
    verdict: Verdict = next((v for v in ORDER if v in verdicts), "unread")
    return verdict, ", ".join(cases) or None


def _covering(leaf: Leaf, waivers: Sequence[Waiver]) -> Waiver | None:
    """The waiver that covers the leaf; none covers what is right, or what was not read."""
    if OF_STATE[leaf.state] not in ("drift", "unsupported"):
        return None
    return next((waiver for waiver in waivers if waiver.touches(leaf.channel)), None)


def _channels(compared: Iterable[Leaf], waivers: Sequence[Waiver]) -> tuple[Part, ...]:
    by_channel: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in compared:
        if leaf.channel is not None:
            by_channel[leaf.channel].append(leaf)
    return tuple(
        Part(
            channel=channel,
            verdict=_verdict(own, waivers)[0],
            wanted={leaf.where: plain(leaf.wanted) for leaf in own if leaf.state in ("same", "differs")} or None,
            found={leaf.where: plain(leaf.found) for leaf in own},
            witness=", ".join(dict.fromkeys(leaf.witness for leaf in own)),
        )
        for channel, own in by_channel.items()
    )


def _differences(compared: Sequence[Leaf]) -> list[str]:
    return [
        f"{leaf.where} is {_word(leaf.found)}, wanted {_word(leaf.wanted)}"
        for leaf in compared
        if leaf.state == "differs"
    ]


def _reason(control: Control[Any], found: Any, policy: Policy, compared: Sequence[Leaf], notes: Sequence[str]) -> str:
    """Differences first, then what was not read and why, then the control's own sentence and the other witnesses."""
    why: dict[str, list[str]] = defaultdict(list)
    for leaf in compared:
        if leaf.state in ("unread", "unsupported"):
            why[f"{leaf.state}: {leaf.found.reason}"].append(leaf.where)
    unknown = [f"{', '.join(where)}: {reason}" for reason, where in why.items()]
    absent = sorted({leaf.found.reason for leaf in compared if leaf.state == "absent"})
    own = _explained(control, found, policy)
    said = [*_differences(compared), *unknown, *([own] if own else [])]
    if not compared:
        return "the device listed nothing that could be judged"
    return "; ".join([*(said or absent or ["as wanted, by the device's own reply"]), *notes])


def _explained(control: Control[Any], found: Any, policy: Policy) -> str:
    try:
        return control.explain(found, policy) if control.explain else ""
    except Exception as problem:  # noqa: BLE001 - a sentence that fails must not change a verdict
        return f"the control could not explain this: {type(problem).__name__}: {problem}"


def _word(value: Any) -> str:
    shown = plain(value)
    return "missing" if shown is None else str(shown).lower() if isinstance(shown, bool) else str(shown)


def _finding(
    control: Control[Any],
    policy: Policy,
    subject: Subject,
    verdict: Verdict,
    reason: str,
    *,
    found: Any = None,
    wanted: Any = None,
    channels: tuple[Part, ...] = (),
    changes: tuple[Change, ...] = (),
    waiver: str | None = None,
    waivers: Sequence[Waiver] = (),
) -> Finding:
    whole = next((w for w in waivers if not w.channels), None)
    if verdict in ("drift", "unsupported") and whole is not None:
        verdict, waiver = "waived", whole.case
    return Finding(
        site=subject.site,
        system=subject.system,
        device=subject.device,
        control=control.slug,
        clause=policy.clause_of(control.slug),
        severity=control.weight(policy),
        verdict=verdict,
        wanted=wanted,
        found=found,
        reason=reason,
        channels=channels,
        changes=changes,
        waiver=waiver,
        remedy=control.remedy if verdict == "drift" else "",
    )
