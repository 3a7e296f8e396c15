"""The report of a run out of the records, or of the run's own folder where an earlier version or a fault left it."""

from pathlib import Path
from typing import Any

from sightline.errors import EstateError
from sightline.records.database import Database
from sightline.records.recorded import Device, Found, found_in
from sightline.records.runs import LATEST, Run, find_run
from sightline.reports import document


def load(database: Database, folders: Path, name: str) -> dict[str, Any]:
    """By the run's id, `last`, `latest` or `previous`. Raises EstateError with the way out.

    `folders` holds a folder per run: a `report.json` there is of an earlier version, or was kept because the records
    could not be written; it is whole where the records are not.
    """
    run = find_run(database, name)
    if run is not None and (run.ended is not None or not (folders / run.name / document.FILE).exists()):
        return report_of(database, run)
    kept = document.reports(folders)
    named = run.name if run else kept[-1] if name in LATEST and kept else name
    if named in kept:
        return document.load(folders, named)
    newest = find_run(database, "latest")
    latest = newest.name if newest else kept[-1] if kept else ""
    there = f"the latest is {latest}" if latest else "there is none yet: run `sightline check`"
    raise EstateError(f"no report of a run {name!r}; {there}")


def report_of(database: Database, run: Run) -> dict[str, Any]:
    """The same document as at the run's end."""
    subjects, findings = found_in(database, run)
    return document.assembled(
        run={
            "id": run.name,
            "verb": run.verb,
            "operator": run.operator,
            "reason": run.reason,
            "started": document.stamp(run.started),
            "ended": document.stamp(run.ended) if run.ended else None,
            "interrupted": run.state == "interrupted",
            "state": run.state,
        },
        policy=run.policy,
        devices=[_device(one) for one in subjects if one.device is not None],
        findings=[_finding(one) for one in findings],
        more=run.more,
    )


def _device(one: Device) -> dict[str, Any]:
    return {
        "site": one.site,
        "system": one.system,
        "device": one.device,
        "driver": one.driver,
        "state": one.state,
        "reason": one.reason,
        "requests": one.requests,
        "identity": one.identity,
    }


def _finding(one: Found) -> dict[str, Any]:
    about = one.of
    evidence = None
    if one.evidence and about.collected:
        evidence = {"collected_at": document.stamp(about.collected), "sha256": one.evidence}
    names = {"site": about.site, "system": about.system, "device": about.device, "control": one.control}
    return {**names, **one.said, "evidence": evidence, "since": document.stamp(one.since)}
