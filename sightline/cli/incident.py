"""`sightline incident`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.acting import acting, who_and_why
from sightline.errors import EstateError
from sightline.reports.table import clean

if TYPE_CHECKING:
    from sightline.estate.model import Estate
    from sightline.records.database import Database
    from sightline.records.incidents import Incident

format_option = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="How (default: table)."
)


@click.group(epilog="Example: sightline incident list")
def incident() -> None:
    """Drafts of incidents for the data protection officer: what runs have seen, and what people report.

    A run drafts one for an unknown account, a locked-out login, a device that has vanished or was swapped, a changed
    certificate, sound without an approved exception, and sound that is not proven off at an exception's end. Each is
    drafted once, and stays open until somebody closes it. The files are in `.sightline/incidents/`.
    """


@incident.command("list", epilog="Example: sightline incident list --all")
@click.option("--all", "every", is_flag=True, help="Closed ones as well.")
@format_option
@click.pass_obj
def list_(estate: Path, every: bool, form: str) -> None:
    """Open drafts, oldest first."""
    from sightline.records import incidents

    with _records(estate) as (_, database):
        found = incidents.every(database) if every else incidents.open_drafts(database)
    if form == "json":
        click.echo(
            json.dumps({"schema": "sightline.incidents/1", "incidents": [_plain(one) for one in found]}, indent=1)
        )
        return
    for one in found:
        where = "/".join(filter(None, (one.site, one.device))) or "the estate"
        state = "closed" if one.closed else "open"
        click.echo(
            f"{one.name}  {one.opened:%Y-%m-%d %H:%M} UTC  {state:<6}  {one.kind:<19}  {where}: {clean(one.what)}"
        )
    if not found:
        click.echo("there are no incidents" if every else "there are no open drafts")


@incident.command(epilog="Example: sightline incident show INC-0001")
@click.argument("name")
@format_option
@click.pass_obj
def show(estate: Path, name: str, form: str) -> None:
    """The draft NAME as the data protection officer reads it."""
    from sightline.records.incidents import need
    from sightline.reports.incident import text

    with _records(estate) as (_, database):
        found = need(database, name)
    click.echo(json.dumps(_plain(found), indent=1) if form == "json" else text(found), nl=form == "json")


@incident.command(
    epilog="Example: sightline incident draft --site riverside-court --what 'A USB stick with clips was lost'"
)
@click.option("--what", required=True, help="What happened, in a sentence.")
@click.option("--site", default="", help="Where: a site of the inventory.")
@click.option("--device", default="", help="Which device of the site.")
@click.option("--evidence", multiple=True, help="Who saw it, a reference, a file's name; may be given again.")
@who_and_why
@click.pass_obj
def draft(
    estate: Path, what: str, site: str, device: str, evidence: tuple[str, ...], operator: str | None, reason: str
) -> None:
    """Report what no run can see: lost media, somebody at the recorder, a request that went astray."""
    from sightline.policy.signal import Signal
    from sightline.records.incidents import note
    from sightline.reports.incident import save

    if not what.strip():
        raise click.UsageError("--what is empty: say in a sentence what happened")
    now = datetime.now(UTC)
    with _records(estate) as (loaded, database), acting(estate, operator, reason) as chain:
        _known(loaded, site, device)
        told: dict[str, Any] = {"reason": reason, "evidence": list(evidence)}
        signal = Signal(kind="reported", site=site, device=device, what=what, about=now.isoformat(), evidence=told)
        [made] = note(database, [signal], lambda _: False, now=now, run="", operator=chain.who).new
        chain.append("incident", site=site, name=made.name, kind=made.kind, of=device, what=what)
        path = save(loaded.folder, made)
    click.echo(f"drafted {made.name}: {path}")


@incident.command(epilog="Example: sightline incident close INC-0001 --reason 'reported to the DPO, account removed'")
@click.argument("name")
@click.option("--reason", required=True, help="What was done about it.")
@click.option("--operator", default=None, help="Who (default: the user of this machine).")
@click.pass_obj
def close(estate: Path, name: str, reason: str, operator: str | None) -> None:
    """Close the draft NAME. While what it is about goes on, it is not drafted again; once gone and back, it is."""
    from sightline.records.incidents import close as end
    from sightline.records.incidents import need
    from sightline.reports.incident import save

    with _records(estate) as (loaded, database), acting(estate, operator, reason) as chain:
        closed = end(database, need(database, name), who=chain.who, reason=reason, now=datetime.now(UTC))
        chain.append("incident-closed", site=closed.site, name=closed.name, kind=closed.kind, of=closed.device)
        save(loaded.folder, closed)
    click.echo(f"closed {closed.name}")


@contextmanager
def _records(estate: Path) -> "Iterator[tuple[Estate, Database]]":
    from sightline.estate.load import load_estate
    from sightline.records.database import open_records

    loaded = load_estate(estate)
    database = open_records(loaded)
    try:
        yield loaded, database
    finally:
        database.close()


def _known(estate: "Estate", site: str, device: str) -> None:
    """A name that leads nowhere is a slip."""
    from sightline.estate.words import nearest, shown

    sites = [one.site for one in estate.sites]
    devices = [one.name for one in estate.devices if one.site == site]
    if site and site not in sites:
        raise EstateError(f"the inventory has no site {shown(site)}{nearest(site, sites)}")
    if device and device not in devices:
        raise EstateError(f"site {shown(site)} has no device {shown(device)}{nearest(device, devices)}")


def _plain(one: "Incident") -> dict[str, Any]:
    from sightline.policy.judge import plain

    return {"name": one.name, **plain(one)}
