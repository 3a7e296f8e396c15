"""What may be a breach: something that the data protection officer must hear of. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sightline.policy.finding import Finding

Kind = Literal[
    "unknown-account",
    "lock-out",
    "vanished",
    "swapped",
    "certificate-changed",
    "audio-on",
    "audio-not-off",
    "export-unlisted",
    "reported",
]
#: What each kind is, for whoever reads the draft.
SAYS: dict[Kind, str] = {
    "unknown-account": "An account that nobody declared stands on the device",
    "lock-out": "The device has locked a login out: somebody has been guessing, or a password was changed",
    "vanished": "The device has not answered in two runs one after the other",
    "swapped": "Another box answers at the device's address",
    "certificate-changed": "The device shows another certificate or host key than the one that was accepted",
    "audio-on": "Sound is on, and no approved exception in force covers it",
    "audio-not-off": "Sound was let in for a case that has ended, and the device does not confirm that it is off",
    "export-unlisted": "Footage was exported, and the site's list of extracts has no entry for it",
    "reported": "Reported by a person",
}


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One thing that was seen on one device. `about` tells two of a kind apart there (an account's name)."""

    kind: Kind
    site: str
    device: str
    what: str
    about: str = ""
    evidence: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """The same signal of another night has the same one."""
        return "/".join((self.kind, self.site, self.device, self.about))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An incident that nobody has closed, since the moment (UTC) at which it was drafted."""

    name: str
    what: str
    opened: datetime


def of_finding(finding: Finding) -> Iterator[Signal]:
    """What a judged finding tells."""
    if finding.verdict != "drift":
        return
    if finding.control == "accounts":
        yield from _accounts(finding)
    if finding.control == "extracts-listed":
        for change in finding.changes:
            path = change.where.removeprefix("extracts ")
            words = f"{path} is not in the site's list of extracts, or is listed as destroyed"
            yield _signal("export-unlisted", finding, words, {"where": change.where}, about=path)
    if finding.control == "no-audio":
        on = [change.where for change in finding.changes if change.found is True]
        if on:
            where = ", ".join(on)
            yield _signal("audio-on", finding, f"sound is on: {where}", {"on": on, "reason": finding.reason})


def _accounts(finding: Finding) -> Iterator[Signal]:
    """Accounts that are wanted gone, or switched off where the device can do no more."""
    for change in finding.changes:
        _, _, name = change.where.partition(" ")
        if name.endswith(": enabled") and change.found is True and change.wanted is False:
            name = name.removesuffix(": enabled")
        elif not (change.wanted is None and isinstance(change.found, dict)):
            continue
        words = f"the account {name} is not declared in the site file, or its time there is over"
        yield _signal("unknown-account", finding, words, {"where": change.where, "found": change.found}, about=name)


def _signal(kind: Kind, finding: Finding, what: str, evidence: dict[str, Any], *, about: str = "") -> Signal:
    return Signal(kind=kind, site=finding.site, device=finding.device or "", what=what, about=about, evidence=evidence)
