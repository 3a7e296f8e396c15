"""What people attest, against the policy and the kind of the system."""

from collections.abc import Collection, Mapping
from pathlib import Path

from sightline.estate.check import Checks
from sightline.estate.model import Estate
from sightline.estate.problems import Problems
from sightline.estate.registerschema import EntryTable
from sightline.estate.schema import PolicyTable
from sightline.estate.siteschema import SiteTable, SystemTable
from sightline.estate.words import nearest, shown
from sightline.estate.yamlfile import Location
from sightline.policy.register import Entry, RegisterControl

#: Kinds that no device of the inventory belongs to, and why.
WITHOUT_DEVICES = {
    "vehicle": "a vehicle's camera has no network interface, and is only attested",
    "other-controller": "a system of another controller is listed, and nothing of it is read",
}


def check_registers(checks: Checks, path: Path, site: SiteTable, policy: PolicyTable | None) -> None:
    """What each system of a site attests, and whether its kind may have devices."""
    for i, system in enumerate(site.systems):
        here: Location = ("systems", i)
        check_kind(checks, path, here, system)
        check_entries(checks, path, (*here, "register"), system.register_, policy)
        for j, place in enumerate(system.places):
            checks.ordered(place.starts, place.until, (path, (*here, "places", j, "until")), "until")
        for j, extract in enumerate(system.extracts):
            checks.once("extract", extract.name, (path, (*here, "extracts", j, "name")), f"{path} {system.name}")
    kinds = {system.name: system.kind for system in site.systems}
    for i, device in enumerate(site.devices):
        if why := WITHOUT_DEVICES.get(kinds.get(device.system, "site")):
            text = f"{shown(device.system)} is a system of kind {kinds[device.system]}: {why}"
            checks.problems.add(path, ("devices", i, "system"), text)


def check_kind(checks: Checks, path: Path, here: Location, system: SystemTable) -> None:
    """A system that another controller runs says who; no other one does."""
    if (system.kind == "other-controller") is not bool(system.controller):
        text = (
            "a system of kind other-controller needs the name of its controller, as in controller: Housing partner"
            if not system.controller
            else f"a controller is named for a system of kind other-controller alone; this one is of kind {system.kind}"
        )
        checks.problems.add(path, (*here, "controller" if system.controller else "kind"), text)


def check_entries(
    checks: Checks, path: Path, here: Location, entries: dict[str, EntryTable], policy: PolicyTable | None
) -> None:
    """Each entry is for a control of the policy, and ends after it begins."""
    slugs = {slug for clause in policy.clauses for slug in (*clause.controls, *clause.planned)} if policy else set()
    for slug, entry in entries.items():
        if policy:
            checks.known("control", slug, slugs, (path, (*here, slug)))
        checks.ordered(entry.when, entry.until, (path, (*here, slug, "until")), "until")


def check_attested(estate: Estate, controls: Mapping[str, RegisterControl]) -> None:
    """Each entry is for a control that people answer, and stands in the register that it is asked in.

    Raises EstateError: an entry that nothing reads would look as if it counted.
    """
    problems = Problems(estate.folder)
    own = {slug for slug, control in controls.items() if control.of_estate}
    _misplaced(problems, register_file(estate.folder), ("register",), estate.register, own, controls)
    for site in estate.sites:
        for i, system in enumerate(site.systems):
            here: Location = ("systems", i, "register")
            _misplaced(problems, site.file, here, system.register, controls.keys() - own, controls)
    problems.raise_any()


def _misplaced(
    problems: Problems,
    path: Path,
    here: Location,
    entries: Mapping[str, Entry],
    fitting: Collection[str],
    controls: Mapping[str, RegisterControl],
) -> None:
    for slug in entries:
        if slug not in fitting or not controls[slug].every:
            problems.add(path, (*here, slug), _why(slug, controls.get(slug), fitting))


def _why(slug: str, control: RegisterControl | None, fitting: Collection[str]) -> str:
    if control is None:
        return f"{shown(slug)} is no control that people attest{nearest(slug, fitting)}"
    if not control.every:
        return f"{shown(slug)} takes no entry: it is judged by what the inventory says"
    if control.of_estate:
        return f"{shown(slug)} is attested once for the estate: move it to inventory/register.yml"
    return f"{shown(slug)} is attested for each system: move it to a site file"


def register_file(folder: Path) -> Path:
    """Where the estate's own register is."""
    return folder / "inventory" / "register.yml"
