"""What a run has to say, device by device."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sightline.estate.model import Device
from sightline.policy.finding import Finding
from sightline.settings import Identity

DeviceState = Literal["checked", "unreachable", "refused"]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """When a setting was read, and the SHA-256 over its canonical JSON."""

    collected_at: datetime
    sha256: str

    @classmethod
    def of(cls, read: Any, at: datetime) -> "Evidence":
        """Over plain data, keys sorted, no spaces."""
        text = json.dumps(read, sort_keys=True, separators=(",", ":"))
        return cls(collected_at=at, sha256=hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One device: `why` says what stood in the way where its state is not "checked"."""

    device: Device
    state: DeviceState
    why: str
    requests: int
    identity: Identity | None
    findings: tuple[Finding, ...]
    evidence: dict[str, Evidence]


@dataclass(kw_only=True)
class Result:
    """A run so far. `interrupted` is True where it was stopped before its end."""

    id: str
    verb: str
    operator: str
    reason: str
    started: datetime
    ended: datetime | None = None
    interrupted: bool = False
    devices: list[Checked] = field(default_factory=list)

    @property
    def findings(self) -> Iterable[Finding]:
        """All of them, device by device."""
        return (finding for checked in self.devices for finding in checked.findings)

    @property
    def summary(self) -> Counter[str]:
        """How many findings of each verdict."""
        return Counter(finding.verdict for finding in self.findings)

    @property
    def status(self) -> int:
        """The exit status of `check` and `harden` (design, section 7): a run that judged nothing is not 0."""
        if self.interrupted:
            return 130
        counts = self.summary
        if counts["drift"]:
            return 2
        whole = bool(counts) and all(checked.state == "checked" for checked in self.devices)
        return 3 if counts["unread"] or counts["unsupported"] or not whole else 0

    def end(self) -> None:
        """The moment at which the run ended."""
        self.ended = datetime.now(UTC)
