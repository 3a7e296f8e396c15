"""Time-limited exceptions and holds. Days are whole days of the estate's time zone; both ends are included."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from typing import Literal
from unicodedata import normalize

#: What proves everything else, and an open door: no waiver covers these.
NEVER_WAIVED = ("audit-log", "default-login")
#: A waiver that ends within so many days is warned of.
WARN_DAYS = 7
WaiverState = Literal["early", "in force", "ends soon", "ended", "not approved"]


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """An exception to one control on named devices (`site/device`, globs). It never covers what was not read.

    `author` is who asked for it: never its approver.
    """

    control: str
    devices: tuple[str, ...]
    reason: str
    case: str
    approved_by: str
    starts: date
    until: date
    channels: tuple[str, ...] = ()
    author: str = ""

    @cached_property
    def sha256(self) -> str:
        """Over its canonical JSON: all fields by name, keys sorted, no spaces, days as 2026-10-31.

        A waiver that changes has another one, and needs another approval.
        """
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
        return sha256(text.encode()).hexdigest()

    def names(self, device: str) -> bool:
        """True for a device that it is about, at any time."""
        return any(fnmatchcase(device, pattern) for pattern in self.devices)

    def covers(self, control: str, device: str, today: date) -> bool:
        """True where the waiver is in force for this control on this device today."""
        return self.control == control and self.names(device) and self.starts <= today <= self.until

    def touches(self, channel: str | None) -> bool:
        """True for a channel that it names; one that names none touches everything."""
        return not self.channels or channel in self.channels


@dataclass(frozen=True, kw_only=True)
class Approval:
    """An entry of the signed chain over a waiver's hash: who approved it, and when."""

    by: str
    at: datetime


Approvals = Mapping[str, Approval]


def same_person(one: str, other: str) -> bool:
    """Two spellings of a name that differ in case, width or spaces alone are one person."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def objection(waiver: Waiver, approvers: Collection[str], approvals: Approvals) -> str:
    """Why the waiver counts for nothing; "" where it is approved as it stands.

    A policy that names no approvers leaves it to whoever may change the file.
    """
    if not approvers:
        return ""
    if waiver.approved_by not in approvers:
        return f"{waiver.approved_by} is none of the policy's approvers"
    if waiver.author and same_person(waiver.author, waiver.approved_by):
        return f"{waiver.approved_by} may not approve what they asked for themselves"
    approval = approvals.get(waiver.sha256)
    if approval is None:
        return f"nobody has approved it as it stands: `sightline waivers approve {waiver.sha256[:8]}`"
    if not same_person(approval.by, waiver.approved_by):
        return f"it says {waiver.approved_by}, and {approval.by} approved it"
    return ""


def state_of(waiver: Waiver, today: date, against: str) -> WaiverState:
    """Where it stands today; `against` is the objection to it. One that has ended is not asked who approved it."""
    if today > waiver.until:
        return "ended"
    if against:
        return "not approved"
    if today < waiver.starts:
        return "early"
    return "ends soon" if waiver.until - today < timedelta(days=WARN_DAYS) else "in force"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Footage that must not be lost. Empty `devices` or `channels` mean all of the system's."""

    case: str
    devices: tuple[str, ...]
    channels: tuple[str, ...]
    starts: date
    until: date

    def stands(self, today: date) -> bool:
        """True from now until the hold ends: one that starts later still needs the footage."""
        return today <= self.until
