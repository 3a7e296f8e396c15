"""Which devices a verb is about: the same words everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import click

from sightline.bridge.work import Work
from sightline.errors import EstateError
from sightline.estate.model import Device, Site
from sightline.estate.system import System
from sightline.estate.words import meant
from sightline.records.database import open_records
from sightline.reports.recorded import load

F = TypeVar("F", bound=Callable[..., Any])
FAILED = ("drift", "unread", "unsupported")
ESTATE = "estate"
#: Verbs whose runs judge what people attest as well.
WITH_REGISTERS = ("check", "schedule", "review")
NO_SITE = "there is no site yet: each is a file, inventory/sites/SITE.yml"
NOTHING = "no device matches: look at the targets and at --tag, --role, --driver, --limit-to-failed"


def target_options(command: F) -> F:
    """`TARGET…`, and what narrows it."""
    for option in (
        click.option(
            "--limit-to-failed", metavar="RUN", help="Only devices that failed in that run (`last`: the latest)."
        ),
        click.option("--driver", help="Only devices of this driver."),
        click.option("--role", type=click.Choice(["recorder", "camera"]), help="Only recorders, or only cameras."),
        click.option("--tag", help="Only devices with this tag."),
        click.argument("targets", nargs=-1, metavar="[TARGET]..."),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a check is about. `whole` is True where it is the whole estate, whose own register is judged then."""

    devices: list[Device]
    systems: list[tuple[Site, System]]
    whole: bool


def select(work: Work, targets: Sequence[str], **narrow: str | None) -> list[Device]:
    """Devices in the inventory's order. A target that matches nothing is an error, not an empty run."""
    for target in targets:
        if not _devices(work, [target]):
            raise EstateError(f"target {target!r} matches no device{_near(work, target)}")
    chosen = _narrowed(work, _devices(work, targets), **narrow)
    if not chosen:
        raise EstateError(NOTHING if work.estate.sites else NO_SITE)
    return chosen


def choose(work: Work, targets: Sequence[str], **narrow: str | None) -> Chosen:
    """Devices, and the systems of every `SITE` and `SITE/SYSTEM` among the targets: some have no devices.

    `--tag`, `--role` and `--driver` choose devices alone.
    """
    for target in targets:
        if not (_devices(work, [target]) or _systems(work, [target])):
            raise EstateError(f"target {target!r} matches no site, system or device{_near(work, target)}")
    devices = _narrowed(work, _devices(work, targets), **narrow)
    run = narrow.pop("limit_to_failed")
    of_devices = any(narrow.values())
    systems, whole = [] if of_devices else _systems(work, targets), not (of_devices or targets)
    if run:
        failed = _failed(work, run)
        systems = [(site, system) for site, system in systems if f"{site.site}/{system.name}" in failed]
        whole = whole and ESTATE in failed
    if not (devices or systems or (run and whole)):
        raise EstateError(NOTHING if work.estate.sites else NO_SITE)
    return Chosen(devices=devices, systems=systems, whole=whole)


def _devices(work: Work, targets: Sequence[str]) -> list[Device]:
    """Those that any target names; all, where there is none."""
    named = {(site.site, system.name) for target in targets for site, system in _systems(work, [target])}
    return [
        device
        for device in work.estate.devices
        if not targets
        or (device.site, device.system) in named
        or any("/" in target and fnmatchcase(device.id, target) for target in targets)
    ]


def _systems(work: Work, targets: Sequence[str]) -> list[tuple[Site, System]]:
    """Those of a site, by its name or a glob; or one by its own name, unless a device of the site is called so."""
    devices = {device.id for device in work.estate.devices}

    def named(site: str, system: str, target: str) -> bool:
        own = f"{site}/{system}"
        return target == own and own not in devices if "/" in target else fnmatchcase(site, target)

    return [
        (site, system)
        for site in work.estate.sites
        for system in site.systems
        if not targets or any(named(site.site, system.name, target) for target in targets)
    ]


def _narrowed(
    work: Work,
    devices: list[Device],
    *,
    tag: str | None,
    role: str | None,
    driver: str | None,
    limit_to_failed: str | None,
) -> list[Device]:
    failed = _failed(work, limit_to_failed) if limit_to_failed else None
    return [
        device
        for device in devices
        if (not tag or tag in device.tags)
        and (not role or device.role == role)
        and (not driver or device.driver == driver)
        and (failed is None or device.id in failed)
    ]


def _near(work: Work, target: str) -> str:
    """What was meant, or which sites there are."""
    sites = [site.site for site in work.estate.sites]
    systems = [f"{site.site}/{system.name}" for site in work.estate.sites for system in site.systems]
    near = meant(target, [*sites, *(device.id for device in work.estate.devices), *systems])
    return near or f"; sites: {', '.join(sites[:20])}"


def _failed(work: Work, run: str) -> set[str]:
    """What did not pass in that run; where it did not reach its end, what it never came to as well."""
    database = open_records(work.estate)
    try:
        report = load(database, work.state.runs, run)
    finally:
        database.close()
    reached = {f"{d['site']}/{d['device']}": d["state"] for d in report["devices"]}
    down = {name for name, state in reached.items() if state != "checked"}
    judged = {_named(finding) for finding in report["findings"] if finding["device"] is None}
    if report["run"].get("interrupted") or report["run"]["ended"] is None:
        down |= {device.id for device in work.estate.devices if device.id not in reached}
        registers = {f"{site.site}/{system.name}" for site in work.estate.sites for system in site.systems}
        down |= {ESTATE, *registers} - judged if report["run"]["verb"] in WITH_REGISTERS else set()
    return down | {_named(finding) for finding in report["findings"] if finding["verdict"] in FAILED}


def _named(finding: dict[str, Any]) -> str:
    """The device, the system or the estate that a finding is of."""
    part = finding["system"] if finding["device"] is None else finding["device"]
    return f"{finding['site']}/{part}" if finding["site"] else ESTATE
