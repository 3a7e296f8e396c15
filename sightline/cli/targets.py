"""Which devices a verb is about: the same words everywhere."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import click

from sightline.bridge.work import Work
from sightline.errors import EstateError
from sightline.estate.model import Device
from sightline.records.database import open_records
from sightline.reports.recorded import load

F = TypeVar("F", bound=Callable[..., Any])
FAILED = ("drift", "unread", "unsupported")


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


def select(
    work: Work,
    targets: Sequence[str],
    *,
    tag: str | None,
    role: str | None,
    driver: str | None,
    limit_to_failed: str | None,
) -> list[Device]:
    """Devices in the inventory's order. A target that matches nothing is an error, not an empty run."""
    devices = list(work.estate.devices)
    for target in targets:
        if not any(_matches(device, target) for device in devices):
            raise EstateError(f"target {target!r} matches no device; sites: {', '.join(_sites(devices))}")
    chosen = [device for device in devices if not targets or any(_matches(device, target) for target in targets)]
    if tag:
        chosen = [device for device in chosen if tag in device.tags]
    if role:
        chosen = [device for device in chosen if device.role == role]
    if driver:
        chosen = [device for device in chosen if device.driver == driver]
    if limit_to_failed:
        failed = _failed(work, limit_to_failed)
        chosen = [device for device in chosen if device.id in failed]
    if not chosen:
        raise EstateError("no device matches: look at the targets and at --tag, --role, --driver, --limit-to-failed")
    return chosen


def _matches(device: Device, target: str) -> bool:
    """`SITE`, `SITE/DEVICE`, and globs in both."""
    return fnmatchcase(device.id, target if "/" in target else f"{target}/*")


def _sites(devices: Sequence[Device]) -> list[str]:
    return list(dict.fromkeys(device.site for device in devices))[:20]


def _failed(work: Work, run: str) -> set[str]:
    """Devices that did not pass in that run; where it did not reach its end, those that it never came to as well."""
    database = open_records(work.estate)
    try:
        report = load(database, work.state.runs, run)
    finally:
        database.close()
    reached = {f"{d['site']}/{d['device']}": d["state"] for d in report["devices"]}
    down = {name for name, state in reached.items() if state != "checked"}
    if report["run"].get("interrupted") or report["run"]["ended"] is None:
        down |= {device.id for device in work.estate.devices if device.id not in reached}
    return down | {f"{f['site']}/{f['device']}" for f in report["findings"] if f["verdict"] in FAILED}
