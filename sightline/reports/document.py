"""The report as data: schema `sightline.report/1` (a contract: keys may be added, never changed)."""

import json
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sightline.errors import EstateError
from sightline.policy.finding import VERDICTS, Finding
from sightline.policy.judge import plain
from sightline.policy.policy import Policy
from sightline.records.result import Checked, Evidence, Result

SCHEMA = "sightline.report/1"


def document(result: Result, policy: Policy, sha256: str) -> dict[str, Any]:
    """The whole report of a run. `sha256` is over the policy's files, controls and facts."""
    states = Counter(checked.state for checked in result.devices)
    return {
        "schema": SCHEMA,
        "run": {
            "id": result.id,
            "verb": result.verb,
            "operator": result.operator,
            "reason": result.reason,
            "started": stamp(result.started),
            "ended": stamp(result.ended) if result.ended else None,
            "interrupted": result.interrupted,
        },
        "policy": {"name": policy.name, "version": policy.version, "sha256": sha256, "planned": list(policy.planned)},
        "coverage": {
            "devices": len(result.devices),
            "checked": states["checked"],
            "unreachable": states["unreachable"],
            "refused": states["refused"],
        },
        "summary": {verdict: result.summary[verdict] for verdict in VERDICTS},
        "devices": [_device(checked) for checked in result.devices],
        "findings": [
            _finding(finding, checked.evidence.get(finding.control))
            for checked in result.devices
            for finding in checked.findings
        ],
    }


def _device(checked: Checked) -> dict[str, Any]:
    identity = checked.identity
    return {
        "site": checked.device.site,
        "system": checked.device.system,
        "device": checked.device.name,
        "driver": checked.device.driver,
        "state": checked.state,
        "reason": checked.why,
        "requests": checked.requests,
        "identity": None
        if identity is None
        else {
            "vendor": identity.vendor,
            "model": identity.model,
            "serial": identity.serial,
            "firmware": identity.firmware,
        },
    }


def _finding(finding: Finding, evidence: Evidence | None) -> dict[str, Any]:
    shown: dict[str, Any] = plain(finding)
    shown["evidence"] = (
        None if evidence is None else {"collected_at": stamp(evidence.collected_at), "sha256": evidence.sha256}
    )
    return shown


def stamp(when: datetime) -> str:
    """ISO 8601 in UTC, with a Z."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def save(report: dict[str, Any], path: Path) -> None:
    """Writes the report whole or not at all."""
    write(json.dumps(report, indent=1, ensure_ascii=False) + "\n", path)


def write(text: str, path: Path) -> None:
    """Puts a report in the place of a file in one step; a pipe or `/dev/stdout` is written to, never replaced."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        whole = path.resolve()
        part = whole.with_name(f".{whole.name}.part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, whole)
    except OSError as problem:
        raise EstateError(f"{path}: the report cannot be written ({problem.strerror})") from problem


def _age(report: Path) -> tuple[str, int, str]:
    """By the second in the run's id, then by when the report was written: two runs may begin in one second."""
    return report.parent.name.partition("-")[0], report.stat().st_mtime_ns, report.parent.name


def load(runs: Path, run: str) -> dict[str, Any]:
    """The report of a run: by its id, or `last`."""
    there = [path.parent.name for path in sorted(runs.glob("*/report.json"), key=_age)]
    name = there[-1] if run == "last" and there else run
    if name not in there:
        latest = f"; the latest is {there[-1]}" if there else "; there is none yet: run `sightline check`"
        raise EstateError(f"no report of a run {run!r}{latest}")
    try:
        report: dict[str, Any] = json.loads((runs / name / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise EstateError(f"{runs / name / 'report.json'}: not a report: {problem}") from problem
    return report
