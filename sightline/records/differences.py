"""What changed from one run to another: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sightline.records.recorded import Device, Found
from sightline.records.series import UNKNOWN

Kind = Literal["worse", "better", "other", "value"]
FINE = ("compliant", "not_applicable")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One finding. `before` or `after` is None where that run did not judge it.

    "worse": it drifts now, or is no longer known. "better": it is as wanted now and was not known to be. "value": the
    verdict is the same and what was found is not.
    """

    site: str
    system: str
    device: str | None
    control: str
    kind: Kind
    before: Found | None
    after: Found | None


@dataclass(frozen=True, kw_only=True)
class DeviceDifference:
    """One device. `what` is "device" (only one run came to it), "state", or a part of its identity, as "serial"."""

    site: str
    device: str
    what: str
    before: Any
    after: Any


Judged = tuple[Sequence[Device], Sequence[Found]]


def differences(before: Judged, after: Judged) -> list[Difference]:
    """Of the subjects that both runs came to."""
    both = {_subject(one) for one in before[0]} & {_subject(one) for one in after[0]}
    old, new = _by_key(before[1], both), _by_key(after[1], both)
    pairs = [(old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]
    return [_difference(one, two) for one, two in pairs if one is None or two is None or one.body != two.body]


def device_differences(before: Iterable[Device], after: Iterable[Device]) -> list[DeviceDifference]:
    """Devices that one run alone came to, and those that are not what they were."""
    old = {_subject(one): one for one in before if one.device}
    new = {_subject(one): one for one in after if one.device}
    return [
        DeviceDifference(site=key[0], device=key[1], what=what, before=one, after=two)
        for key in dict.fromkeys([*old, *new])
        for what, one, two in _parts(old.get(key), new.get(key))
        if one != two
    ]


def status(found: Iterable[Difference]) -> int:
    """2 where something drifts that did not; else 3 where something is no longer known; else 0."""
    worse = [one for one in found if one.kind == "worse"]
    if any(one.after is not None and one.after.verdict == "drift" for one in worse):
        return 2
    return 3 if worse else 0


def _parts(one: Device | None, two: Device | None) -> list[tuple[str, Any, Any]]:
    if one is None or two is None:
        return [("device", one and one.state, two and two.state)]
    known = one.identity or {}, two.identity or {}
    identity = [(name, known[0][name], known[1][name]) for name in known[0] if name in known[1]]
    return [("state", one.state, two.state), *identity]


def _subject(one: Device) -> tuple[str, str, str]:
    return one.site, one.device or "", "" if one.device else one.system


def _by_key(found: Iterable[Found], wanted: set[tuple[str, str, str]]) -> dict[tuple[Any, ...], Found]:
    return {(_subject(one.of), one.control): one for one in found if _subject(one.of) in wanted}


def _difference(before: Found | None, after: Found | None) -> Difference:
    one = after or before
    assert one is not None
    kind = _kind(before.verdict if before else None, after.verdict if after else None)
    about = one.of
    return Difference(
        site=about.site,
        system=about.system,
        device=about.device,
        control=one.control,
        kind=kind,
        before=before,
        after=after,
    )


def _kind(before: str | None, after: str | None) -> Kind:
    """A control that is no longer judged is worse: nobody would see it drift. What was never fine is not worse."""
    if before == after:
        return "value"
    if after == "drift" or after is None:
        return "worse"
    if after in UNKNOWN:
        return "other" if before in ("drift", *UNKNOWN) else "worse"
    return "better" if after in FINE and before in ("drift", *UNKNOWN) else "other"
