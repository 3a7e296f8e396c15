"""The policy over the estate: what each control was asked of, and what was found of it last."""

from collections.abc import Iterable
from typing import Any

from sightline.estate.content import load_all
from sightline.estate.model import Estate
from sightline.estate.state import State
from sightline.policy.coverage import Judgement, Row, coverage
from sightline.policy.register import RegisterControl
from sightline.records.database import Database
from sightline.records.latest import latest
from sightline.reports.recorded import load


def cover(estate: Estate, database: Database, run: str | None) -> list[Row]:
    """A row for each clause. `run` is the one to look at; None: of everybody the latest that came to them."""
    return coverage(estate.policy.clauses, asked_of(estate), judgements(_found(estate, database, run)))


def asked_of(estate: Estate) -> dict[str, list[str]]:
    """Each control that is loaded, and of whom it is asked: devices, systems or the estate."""
    devices = [device.id for device in estate.devices]
    systems = [(f"{site.site}/{system.name}", system.kind) for site in estate.sites for system in site.systems]
    asked: dict[str, list[str]] = {}
    for slug, control in load_all(estate).items():
        if not isinstance(control, RegisterControl):
            asked[slug] = devices
        elif control.of_estate:
            asked[slug] = ["estate"]
        else:
            asked[slug] = [name for name, kind in systems if kind in control.kinds]
    return asked


def judgements(findings: Iterable[dict[str, Any]]) -> list[Judgement]:
    """Plain findings, each with the run that it is of."""
    return [
        Judgement(
            about=f"{one['site']}/{one['device'] or one['system']}" if one["site"] else "estate",
            control=one["control"],
            verdict=one["verdict"],
            reason=one["reason"],
            run=one["run"],
        )
        for one in findings
    ]


def _found(estate: Estate, database: Database, run: str | None) -> Iterable[dict[str, Any]]:
    if run is None:
        return latest(database)
    report = load(database, State(estate.folder).runs, run)
    return ({**one, "run": report["run"]["id"]} for one in report["findings"])
