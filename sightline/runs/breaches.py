"""What a run saw that the data protection officer must hear of, as drafts: in the records, and as files."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from sightline.bridge.work import Work
from sightline.policy.finding import Finding
from sightline.policy.signal import Kind, Signal, of_finding
from sightline.records.database import Database
from sightline.records.incidents import Incident, note
from sightline.records.result import Checked, Result
from sightline.records.tables.runs import checks, runs, subjects
from sightline.reports import incident as report

#: What an error that ended a device tells, by its class.
OF_CAUSE: dict[str, Kind] = {
    "LockedOut": "lock-out",
    "AnotherBox": "swapped",
    "ChangedCertificate": "certificate-changed",
}
#: The control whose judgement shows that a signal of its kind is gone; others go as the device answers.
OF_CONTROL = {"unknown-account": "accounts", "audio-on": "no-audio", "export-unlisted": "extracts-listed"}


def signals(result: Result, unreachable_before: set[str]) -> list[Signal]:
    """Those of the run itself, and what its devices and findings tell.

    A device is missed only when it does not answer twice: `unreachable_before` names those of its last run.
    """
    found = list(result.signals)
    for checked in result.devices:
        found += _of_device(checked, unreachable_before)
        for finding in checked.findings:
            found += of_finding(finding)
    return found


def _of_device(checked: Checked, before: set[str]) -> Iterator[Signal]:
    kind = OF_CAUSE.get(checked.cause)
    if kind is None and checked.state == "unreachable" and checked.device.id in before:
        kind = "vanished"
    if kind is not None:
        device, evidence = checked.device, {"state": checked.state, "reason": checked.why}
        yield Signal(kind=kind, site=device.site, device=device.name, what=checked.why, evidence=evidence)


def unreachable_before(database: Database, result: Result) -> set[str]:
    """Devices that do not answer in this run, and did not in the last one before it that asked them."""
    now = [one.device for one in result.devices if one.state == "unreachable"]
    newest = (
        select(checks.c.state)
        .join(subjects, subjects.c.id == checks.c.subject_id)
        .join(runs, runs.c.id == checks.c.run_id)
        .where(runs.c.name != result.id)
        .order_by(checks.c.id.desc())
        .limit(1)
    )
    with database.reading() as connection:
        asked = {one.id: newest.where(subjects.c.site == one.site, subjects.c.device == one.name) for one in now}
        return {name for name, of in asked.items() if connection.execute(of).scalar_one_or_none() == "unreachable"}


def draft(work: Work, result: Result, database: Database) -> None:
    """Raises what is new, once, and tells the result; a file of each lies in the estate's `.sightline/incidents/`."""
    told = signals(result, unreachable_before(database, result))
    now = datetime.now(UTC)
    noted = note(database, told, _looked(work, result), now=now, run=result.id, operator=result.operator)
    result.incidents = [_told(one, new=True) for one in noted.new] + [_told(one, new=False) for one in noted.again]
    for one in noted.new:
        device = f"{one.site}/{one.device}" if one.device else ""
        work.recorded("incident", device=device, name=one.name, kind=one.kind, what=one.what)
    for one in (*noted.new, *noted.again, *noted.gone):
        report.save(work.estate.folder, one)


def _told(incident: Incident, *, new: bool) -> dict[str, Any]:
    shown = {name: getattr(incident, name) for name in ("name", "kind", "site", "device", "what")}
    return {**shown, "opened": incident.opened.isoformat(timespec="seconds"), "new": new}


def _looked(work: Work, result: Result) -> Callable[[Incident], bool]:
    """Whether a run looked where an incident would be seen."""
    devices = {(one.device.site, one.device.name): one for one in result.devices}
    sounding = {(one.device, one.waiver[:8]) for one in work.soundings.read()[0]}

    def looked(incident: Incident) -> bool:
        if incident.kind == "audio-not-off":
            about = incident.key.rpartition("/")[2]
            return bool(incident.device) and (f"{incident.site}/{incident.device}", about) not in sounding
        checked = devices.get((incident.site, incident.device))
        if incident.kind == "reported" or checked is None or checked.state != "checked":
            return False
        control = OF_CONTROL.get(incident.kind)
        return control is None or any(_tells_all(one) for one in checked.findings if one.control == control)

    return looked


def _tells_all(finding: Finding) -> bool:
    """What gives no signal is not there; but a drift may stand beside a part that was not read, or be of no field."""
    if finding.verdict == "drift":
        return bool(finding.changes) and not _unread(finding.found)
    return finding.verdict != "unread"


def _unread(found: Any) -> bool:
    """Whether plain data of a setting has a part that was not read; None was not read as a whole."""
    if isinstance(found, dict):
        return found.get("unknown") == "unread" or any(_unread(one) for one in found.values() if one is not None)
    if isinstance(found, list):
        return any(_unread(one) for one in found if one is not None)
    return found is None
