"""A second witness, beside what the device says of itself: a probe from outside, or the recorder or camera at the other
end of the channel (design, section 6).

Two witnesses that disagree are drift. One that could not speak is named, and changes no verdict unless the policy says
`witnesses: both`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sightline.policy.compare import Leaf, State
from sightline.policy.policy import Policy
from sightline.settings import Maybe, Outside, known


@dataclass(frozen=True, kw_only=True)
class Testimony:
    """What a witness says of one value: the leaf `path` of the part `of`. `found` and `wanted` are values of it."""

    path: str
    of: str
    channel: str | None
    witness: str
    found: Maybe[bool]
    wanted: bool


@dataclass(frozen=True, kw_only=True)
class Peer:
    """The device at the other end: a recorder's camera, or a camera's recorder.

    `found` is the same setting, as the other read it. `channel` is our channel that it speaks of and `theirs` its own
    ("" where it is all of a camera).
    """

    name: str
    found: Any
    channel: str
    theirs: str


Witnesses = Callable[[Outside, Policy], Iterable[Testimony]]
Peers = Callable[[Peer, Policy], Iterable[Testimony]]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`leaves` are what the witnesses add to the device's own; `notes` are sentences for the reason."""

    leaves: tuple[Leaf, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def drift(self) -> bool:
        """True where a witness saw what is not wanted."""
        return any(leaf.state == "differs" for leaf in self.leaves)


def hear(own: Sequence[Leaf], said: Sequence[Testimony], *, both: bool) -> Heard:
    """Sets each testimony beside the device's own leaf, where there is one."""
    by_place = {(leaf.path, leaf.of): leaf for leaf in own}
    spoke = [one for one in said if known(one.found)]
    apart = [text for one in spoke if (text := _apart(by_place.get((one.path, one.of)), one))]
    agrees = [f"{_where(one)} is {str(one.found).lower()} by {one.witness}" for one in spoke if one.found == one.wanted]
    silent = _by_reason(said)
    notes = [*apart]
    notes += [f"confirmed: {', '.join(agrees)}"] if agrees else []
    notes += [f"no second witness: {'; '.join(silent)}"] if silent else []
    return Heard(leaves=tuple(_leaf(one) for one in (said if both else spoke)), notes=tuple(notes))


def _apart(device: Leaf | None, one: Testimony) -> str:
    """The two witnesses disagree."""
    if device is None or device.state not in ("same", "differs") or device.found == one.found:
        return ""
    return f"{device.where}: the device says {str(device.found).lower()}, {one.witness} {str(one.found).lower()}"


def _by_reason(said: Iterable[Testimony]) -> list[str]:
    """Witnesses that could not speak, those of one reason together."""
    why: dict[str, list[str]] = defaultdict(list)
    for one in said:
        if not known(one.found):
            why[one.found.reason].append(f"{one.of or one.path} by {one.witness}")
    return [f"{', '.join(dict.fromkeys(who))} ({reason})" for reason, who in why.items()]


def _where(one: Testimony) -> str:
    return replace(_leaf(one), witness="device").where


def _leaf(one: Testimony) -> Leaf:
    state: State = "unread" if not known(one.found) else "same" if one.found == one.wanted else "differs"
    wanted = None if state == "unread" else one.wanted
    return Leaf(
        path=one.path,
        of=one.of,
        channel=one.channel,
        state=state,
        found=one.found,
        wanted=wanted,
        witness=one.witness,
    )
