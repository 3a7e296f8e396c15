"""One control on one device: what was found, what was wanted, and how it is known."""

from dataclasses import dataclass
from typing import Any, Literal

from sightline.policy.policy import Severity

Verdict = Literal["compliant", "drift", "waived", "not_applicable", "unsupported", "unread"]
VERDICTS: tuple[Verdict, ...] = ("compliant", "drift", "waived", "not_applicable", "unsupported", "unread")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One channel of a finding. `witness` says whose word it is."""

    channel: str
    verdict: Verdict
    wanted: Any
    found: Any
    witness: str = "device"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that differs. `where` is its path in words, `audio stream 101: enabled`."""

    where: str
    found: Any
    wanted: Any


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`found` and `wanted` are plain data, None where unread. `remedy` is the verb that can put a drift right.

    `policy` is the version that it was judged by, where two stand side by side.
    `device` is None in a finding of the register: of the system, or of the estate where `site` is "".
    """

    site: str
    system: str
    device: str | None
    control: str
    clause: str
    severity: Severity
    verdict: Verdict
    wanted: Any
    found: Any
    reason: str
    channels: tuple[Part, ...] = ()
    changes: tuple[Change, ...] = ()
    waiver: str | None = None
    remedy: str = ""
    policy: str | None = None
