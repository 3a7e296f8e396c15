"""One subject of a run as the records take it: a device, or what a register says of a system or the estate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sightline.policy.finding import Finding
from sightline.policy.judge import plain
from sightline.records.canonical import compact, digest, storable
from sightline.records.result import Checked, Evidence

Subject = tuple[str, str, str]
OF_SUBJECT = ("site", "system", "device", "control")
IDENTITY = ("vendor", "model", "serial", "firmware")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One finding: `text` is its JSON without whom and what it is about.

    `evidence` is the text of what it rests on, and `proof` the hash of that; "" and None where there is none.
    """

    control: str
    verdict: str
    text: str
    sha256: bytes
    evidence: str
    proof: bytes | None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """`subject` is site, device and system as the table has them; `about` is a text of system, driver and identity."""

    subject: Subject
    state: str
    why: str
    requests: int
    about: str
    at: datetime
    collected: datetime | None
    said: tuple[Said, ...]
    turn: int = 1
    place: int = 0
    about_sha256: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "about_sha256", digest(self.about))

    @classmethod
    def of(cls, checked: Checked, *, turn: int = 1, place: int = 0) -> "Judged":
        """A device as a run judged it."""
        device = checked.device
        collected = max((one.collected_at for one in checked.evidence.values()), default=None)
        about = {"system": device.system, "driver": device.driver, "identity": identity_of(checked)}
        return cls(
            subject=(device.site, device.name, ""),
            state=checked.state,
            why=storable(checked.why),
            requests=checked.requests,
            about=compact(about),
            at=collected or datetime.now(UTC),
            collected=collected,
            said=said(checked.findings, checked.evidence),
            turn=turn,
            place=place,
        )

    @classmethod
    def of_register(cls, site: str, system: str, findings: Iterable[Finding], at: datetime, place: int) -> "Judged":
        """What the register says of a system, or of the estate where both names are ""."""
        return cls(
            subject=(site, "", system),
            state="checked",
            why="",
            requests=0,
            about=compact({"system": system}),
            at=at,
            collected=None,
            said=said(findings, {}),
            place=place,
        )


def said(findings: Iterable[Finding], evidence: Mapping[str, Evidence]) -> tuple[Said, ...]:
    """Findings as text; a password that a device's own words hold is left out."""
    return tuple(_said(plain(finding), evidence.get(finding.control)) for finding in findings)


def _said(finding: dict[str, Any], evidence: Evidence | None) -> Said:
    text = compact({name: value for name, value in finding.items() if name not in OF_SUBJECT})
    return Said(
        control=finding["control"],
        verdict=finding["verdict"],
        text=text,
        sha256=digest(text),
        evidence=evidence.text if evidence else "",
        proof=bytes.fromhex(evidence.sha256) if evidence else None,
    )


def identity_of(checked: Checked) -> dict[str, Any] | None:
    """What a report says of a device, None where that was not read."""
    identity = checked.identity
    return None if identity is None else {name: getattr(identity, name) for name in IDENTITY}


def series_of(finding: Finding) -> tuple[Subject, str]:
    """The key by which the records know in which series a finding is."""
    return (finding.site, finding.device or "", "" if finding.device else finding.system), finding.control
