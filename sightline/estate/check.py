"""What one file says against what another says, or another part of it: every name that must lead somewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from sightline.estate.problems import Problems
from sightline.estate.schema import FirmwareTable, PolicyTable, WaiversTable
from sightline.estate.siteschema import SiteTable, SystemTable
from sightline.estate.words import nearest, shown
from sightline.estate.yamlfile import Location
from sightline.policy.waiver import NEVER_WAIVED, same_person

Place = tuple[Path, Location]
DRIVERS = Path(__file__).resolve().parents[1] / "drivers"


def known_drivers() -> list[str]:
    """The folders of `sightline/drivers`: a new make is a new folder, and no list."""
    return sorted(path.name for path in DRIVERS.iterdir() if path.is_dir() and path.name[0] not in "._")


@dataclass
class Checks:
    """Carries what is known while the files are walked through: the problems so far, and the names that are taken."""

    problems: Problems
    drivers: list[str] = field(default_factory=known_drivers)
    taken: dict[tuple[str, ...], Place] = field(default_factory=dict)

    def once(self, kind: str, key: str, place: Place, scope: str = "") -> None:
        """Keeps a problem that names both places where `key` stands twice within the scope."""
        first = self.taken.setdefault((kind, scope, key), place)
        if first != place:
            self.problems.add(*place, f"{kind} {shown(key)} is there already: {self.problems.place(*first)}")

    def known(self, kind: str, word: str, known: Iterable[str], place: Place) -> None:
        """Keeps a problem with the nearest word where `word` is not one of the known."""
        words = list(known)
        if word not in words:
            self.problems.add(*place, f"unknown {kind} {shown(word)}{nearest(word, words)}")

    def ordered(self, start: object, end: object, place: Place, text: str) -> None:
        """Keeps a problem where a span ends before it starts."""
        if start is not None and end is not None and str(end) < str(start):
            self.problems.add(*place, f"{text} ({end}) is before {start}")


def check_policy(checks: Checks, path: Path, policy: PolicyTable) -> None:
    """Each clause number stands once."""
    for i, clause in enumerate(policy.clauses):
        for j, number in enumerate(clause.numbers):
            checks.once("clause", number, (path, ("clauses", i, "numbers", j)), str(path))


def check_firmware(checks: Checks, path: Path, firmware: FirmwareTable) -> None:
    """Each level is of a make that we have; one model has one level."""
    for i, level in enumerate(firmware.levels):
        here: Location = ("levels", i)
        checks.known("driver", level.driver, checks.drivers, (path, (*here, "driver")))
        checks.once("firmware level for", level.model, (path, (*here, "model")), level.driver)
        checks.ordered(level.built, level.released, (path, (*here, "released")), "released")


def check_waivers(checks: Checks, path: Path, waivers: WaiversTable, policy: PolicyTable) -> None:
    """A waiver names a control of the policy, devices as `site/device`, and someone who may approve it."""
    slugs = {slug for clause in policy.clauses for slug in (*clause.controls, *clause.planned)}
    for i, waiver in enumerate(waivers.waivers):
        here: Location = ("waivers", i)
        checks.known("control", waiver.control, slugs, (path, (*here, "control")))
        if waiver.control in NEVER_WAIVED:
            text = f"{shown(waiver.control)} cannot be waived: put it right, or leave it drift"
            checks.problems.add(path, (*here, "control"), text)
        if waiver.author and same_person(waiver.author, waiver.approved_by):
            text = f"approved_by: {shown(waiver.approved_by)} is its author: another one must approve it"
            checks.problems.add(path, (*here, "approved_by"), text)
        if policy.approvers:
            checks.known("approver", waiver.approved_by, policy.approvers, (path, (*here, "approved_by")))
        for j, pattern in enumerate(waiver.devices):
            if pattern.count("/") != 1:
                text = f"{shown(pattern)} names no device: write site/device, as in riverside-court/*"
                checks.problems.add(path, (*here, "devices", j), text)
        checks.ordered(waiver.starts, waiver.until, (path, (*here, "until")), "until")


def check_site(checks: Checks, path: Path, site: SiteTable, longest: int | None) -> None:
    """A whole site; `longest` is the policy's retention, None where the policy could not be read."""
    checks.once("site", site.site, (path, ("site",)))
    for i, system in enumerate(site.systems):
        checks.once("system", system.name, (path, ("systems", i, "name")), site.site)
        names = [device.name for device in site.devices if device.system == system.name]
        check_system(checks, path, ("systems", i), system, names, longest)
    check_devices(checks, path, site)


def check_devices(checks: Checks, path: Path, site: SiteTable) -> None:
    """Every device of a site."""
    systems = [system.name for system in site.systems]
    names = {device.name: device.role for device in site.devices}
    recorders = [name for name, role in names.items() if role == "recorder"]
    ahead = {device.name: device.behind.partition("/")[0] for device in site.devices if device.behind}
    for i, device in enumerate(site.devices):
        here: Location = ("devices", i)
        checks.once("device", device.name, (path, (*here, "name")), str(path))
        checks.once("address", device.address.netloc, (path, (*here, "address")))
        checks.known("system", device.system, systems, (path, (*here, "system")))
        checks.known("driver", device.driver, checks.drivers, (path, (*here, "driver")))
        if device.behind:
            place: Place = (path, (*here, "behind"))
            checks.known("recorder", ahead[device.name], recorders, place)
            checks.once("channel", device.behind, place, str(path))
            if leads_back(device.name, ahead):
                text = f"{device.name} cannot stand behind itself: name the recorder that keeps its footage, or none"
                checks.problems.add(*place, text)


def leads_back(name: str, ahead: Mapping[str, str]) -> bool:
    """True where a device comes in front of itself. `ahead` has the recorder in front of each device."""
    passed: set[str] = set()
    front = ahead[name]
    while front in ahead and front not in {name, *passed}:
        passed.add(front)
        front = ahead[front]
    return front == name


def check_system(
    checks: Checks, path: Path, here: Location, system: SystemTable, names: list[str], longest: int | None
) -> None:
    """A system's days, accounts and holds against its devices."""
    checks.ordered(system.installed, system.upgraded, (path, (*here, "upgraded")), "upgraded")
    if longest is not None and system.retention_days is not None and system.retention_days > longest:
        text = f"retention_days: {system.retention_days} is above the policy's {longest}"
        checks.problems.add(path, (*here, "retention_days"), text)
    for i, hold in enumerate(system.holds):
        place: Location = (*here, "holds", i)
        checks.ordered(hold.starts, hold.until, (path, (*place, "until")), "until")
        check_globs(checks, path, (*place, "devices"), hold.devices, names)
    check_accounts(checks, path, here, system, names)


def check_accounts(checks: Checks, path: Path, here: Location, system: SystemTable, names: list[str]) -> None:
    """An account is declared once for a device, and the custodian is one of them."""
    accounts = system.accounts
    if accounts is None:
        return
    if system.custodian:
        known = [account.name for account in accounts]
        checks.known("account", system.custodian, known, (path, (*here, "custodian")))
    for i, account in enumerate(accounts):
        place: Location = (*here, "accounts", i)
        check_globs(checks, path, (*place, "devices"), account.devices, names)
        for name in names:
            if any(fnmatchcase(name, pattern) for pattern in account.devices):
                checks.once(f"on {name}, account", account.name, (path, (*place, "name")), f"{path} {system.name}")


def check_globs(checks: Checks, path: Path, here: Location, patterns: Iterable[str], names: list[str]) -> None:
    """Each pattern names at least one device of the system."""
    for i, pattern in enumerate(patterns):
        if not any(fnmatchcase(name, pattern) for name in names):
            text = f"{shown(pattern)} matches no device of this system{nearest(pattern, names)}"
            checks.problems.add(path, (*here, i), text)
