"""The policy over the estate: what each control was asked of, and what the latest run that asked it found."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sightline.errors import EstateError
from sightline.estate.content import load_all
from sightline.estate.model import Estate
from sightline.estate.state import State
from sightline.policy.coverage import Judgement, Row, coverage
from sightline.policy.register import RegisterControl
from sightline.reports.document import load, reports


def cover(estate: Estate, run: str | None) -> list[Row]:
    """A row for each clause. `run` is the one to look at; None: of everybody the latest that judged them."""
    asked = asked_of(estate)
    everybody = {about for own in asked.values() for about in own}
    found = judgements([load(State(estate.folder).runs, run)] if run else _newest(estate), everybody)
    return coverage(estate.policy.clauses, asked, found)


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


def judgements(reports: Iterable[dict[str, Any]], everybody: Collection[str]) -> list[Judgement]:
    """Of everybody those of the first report that has any; reports are read no further than is needed."""
    waiting, found = set(everybody), []
    for report in reports:
        own = [_judgement(one, report["run"]["id"]) for one in report["findings"]]
        found += [one for one in own if one.about in waiting]
        waiting -= {one.about for one in own}
        if not waiting:
            break
    return found


def _judgement(finding: dict[str, Any], run: str) -> Judgement:
    about = finding["device"] or finding["system"]
    return Judgement(
        about=f"{finding['site']}/{about}" if finding["site"] else "estate",
        control=finding["control"],
        verdict=finding["verdict"],
        reason=finding["reason"],
        run=run,
    )


def _newest(estate: Estate) -> Iterator[dict[str, Any]]:
    """Every report, the newest first; one that is damaged is passed over, as an older one may say more."""
    folders = State(estate.folder).runs
    for name in reversed(reports(folders)):
        try:
            yield load(folders, name)
        except EstateError:
            continue
