"""What a run has to say, device by device."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sightline.estate.model import Device
from sightline.policy.finding import Finding
from sightline.policy.signal import Signal
from sightline.records.canonical import canonical, digest
from sightline.settings import Identity

DeviceState = Literal["checked", "unreachable", "refused"]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """When a setting was read, and the SHA-256 over its canonical JSON; `text` is that, until the records have it."""

    collected_at: datetime
    sha256: str
    text: str = field(default="", repr=False, compare=False)

    @classmethod
    def of(cls, read: Any, at: datetime) -> "Evidence":
        """Over plain data without its secrets, keys sorted, no spaces."""
        text = canonical(read)
        return cls(collected_at=at, sha256=digest(text).hex(), text=text)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One device: `why` says what stood in the way where its state is not "checked".

    `cause` is the name of that error's class, "" where there is none.
    """

    device: Device
    state: DeviceState
    why: str
    requests: int
    identity: Identity | None
    findings: tuple[Finding, ...]
    evidence: dict[str, Evidence]
    cause: str = ""

    def light(self) -> "Checked":
        """The same without the evidence's texts."""
        return replace(self, evidence={slug: replace(one, text="") for slug, one in self.evidence.items()})


@dataclass(kw_only=True)
class Result:
    """A run so far. `interrupted` is True where it was stopped before its end, `unrecorded` where the records have not
    all of it; `register` is what people attested. `signals` are what it saw beside its findings, `warnings` sentences
    for its reader, `incidents` the open drafts of what it saw.
    """

    id: str
    verb: str
    operator: str
    reason: str
    started: datetime
    ended: datetime | None = None
    interrupted: bool = False
    unrecorded: bool = False
    devices: list[Checked] = field(default_factory=list)
    register: list[Finding] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)

    @property
    def findings(self) -> Iterable[Finding]:
        """All of them, device by device, then those of the register."""
        of_devices = (finding for checked in self.devices for finding in checked.findings)
        return (*of_devices, *self.register)

    @property
    def summary(self) -> Counter[str]:
        """How many findings of each verdict."""
        return Counter(finding.verdict for finding in self.findings)

    @property
    def more(self) -> dict[str, Any]:
        """What else stands at the top of its report."""
        return {"warnings": [*self.warnings], "incidents": [*self.incidents]}

    @property
    def status(self) -> int:
        """The exit status of `check` and `harden` (design, section 7): a run that judged nothing is not 0."""
        if self.interrupted:
            return 130
        if self.unrecorded:
            return 1
        counts = self.summary
        if counts["drift"] or any(signal.kind == "audio-not-off" for signal in self.signals):
            return 2
        whole = bool(counts) and all(checked.state == "checked" for checked in self.devices)
        return 3 if counts["unread"] or counts["unsupported"] or not whole else 0

    def end(self) -> None:
        """The moment at which the run ended."""
        self.ended = datetime.now(UTC)
