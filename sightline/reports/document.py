"""The report as data: schema `sightline.report/1` (a contract: keys may be added, never changed)."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from pydantic_core import PydanticSerializationError, to_json

from sightline.errors import EstateError
from sightline.policy.finding import VERDICTS, Finding
from sightline.policy.judge import plain
from sightline.policy.policy import Policy
from sightline.records.canonical import without_secrets
from sightline.records.judged import identity_of, series_of
from sightline.records.result import Checked, DeviceState, Evidence, Result
from sightline.records.series import Series
from sightline.reports.score import score

SCHEMA = "sightline.report/1"
#: A report in the run's own folder: of an earlier version, or of a run that the records could not take.
FILE = "report.json"
NOTHING: Mapping[Any, Any] = MappingProxyType({})


def document(result: Result, policy: Policy, sha256: str, found: Mapping[Any, Series] = NOTHING) -> dict[str, Any]:
    """The whole report of a run. `sha256` is over the policy's files, controls and facts; `found` has each since."""
    return assembled(
        run={
            "id": result.id,
            "verb": result.verb,
            "operator": result.operator,
            "reason": result.reason,
            "started": stamp(result.started),
            "ended": stamp(result.ended) if result.ended else None,
            "interrupted": result.interrupted,
            "state": "interrupted" if result.interrupted else "ended",
        },
        policy={"name": policy.name, "version": policy.version, "sha256": sha256, "planned": list(policy.planned)},
        devices=[_device(checked) for checked in result.devices],
        findings=[
            *(
                _finding(finding, checked.evidence.get(finding.control), found.get(series_of(finding)))
                for checked in result.devices
                for finding in checked.findings
            ),
            *(_finding(finding, None, found.get(series_of(finding))) for finding in result.register),
        ],
        more={**grace(result, policy), **result.more},
    )


def assembled(
    *,
    run: dict[str, Any],
    policy: dict[str, Any],
    devices: list[dict[str, Any]],
    findings: list[dict[str, Any]],
    more: Mapping[str, Any] = NOTHING,
) -> dict[str, Any]:
    """The document of these parts, and what is counted over them; `more` stands at its top as well."""
    states, verdicts = Counter(one["state"] for one in devices), Counter(one["verdict"] for one in findings)
    return {
        "schema": SCHEMA,
        "run": run,
        "policy": policy,
        "coverage": {"devices": len(devices), **{state: states[state] for state in get_args(DeviceState)}},
        "summary": {verdict: verdicts[verdict] for verdict in VERDICTS},
        "score": score(verdicts),
        "devices": devices,
        "findings": findings,
        **more,
    }


def grace(result: Result, policy: Policy) -> dict[str, Any]:
    """Which policy is superseded and counts still, and how many devices do by it: `supersedes` at a report's top."""
    if (older := policy.still) is None:
        return {}
    by = sum(any(one.policy == older.version for one in checked.findings) for checked in result.devices)
    named = {"name": older.name, "version": older.version, "until": plain(policy.before_until)}
    return {"supersedes": {**named, "devices": by}}


def _device(checked: Checked) -> dict[str, Any]:
    return {
        "site": checked.device.site,
        "system": checked.device.system,
        "device": checked.device.name,
        "driver": checked.device.driver,
        "state": checked.state,
        "reason": checked.why,
        "requests": checked.requests,
        "identity": identity_of(checked),
    }


def _finding(finding: Finding, evidence: Evidence | None, series: Series | None) -> dict[str, Any]:
    shown: dict[str, Any] = without_secrets(plain(finding))
    shown["evidence"] = (
        None if evidence is None else {"collected_at": stamp(evidence.collected_at), "sha256": evidence.sha256}
    )
    return {**shown, "since": stamp(series.since) if series else None}


def stamp(when: datetime) -> str:
    """ISO 8601 in UTC, with a Z."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def as_json(document: Any) -> str:
    """JSON for people as well; a report of hundreds of devices in a tenth of the time that Python's own takes.

    Half a character from a device, which is no UTF-8, is escaped.
    """
    try:
        return to_json(document, indent=1, inf_nan_mode="constants").decode()
    except PydanticSerializationError:
        return json.dumps(document, indent=1)


def save(report: dict[str, Any], path: Path) -> None:
    """Writes the report whole or not at all."""
    write(as_json(report) + "\n", path)


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


def age(path: Path, run: str) -> tuple[str, int, str]:
    """Sorts what runs wrote, by the second in the run's id, then by when: two may begin in one second."""
    return run.partition("-")[0], path.stat().st_mtime_ns, run


def reports(folders: Path) -> list[str]:
    """The runs that left a report in their own folder, oldest first."""
    there = (path.parent.name for path in folders.glob(f"*/{FILE}"))
    return sorted(there, key=lambda run: age(folders / run / FILE, run))


def load(folders: Path, run: str) -> dict[str, Any]:
    """The report in a run's own folder. Raises EstateError where it is none."""
    path = folders / run / FILE
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise EstateError(f"{path}: not a report: {problem}") from problem
    return report
