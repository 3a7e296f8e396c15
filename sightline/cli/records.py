"""`sightline records`, and what the other verbs that look at records share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.acting import acting, who_and_why
from sightline.cli.output import form_option, print_json
from sightline.errors import EstateError

if TYPE_CHECKING:
    from sightline.estate.model import Estate
    from sightline.records.database import Database
    from sightline.records.prune import Pruning


@contextmanager
def opened(folder: Path) -> "Iterator[Database]":
    """The records of the estate in a folder; its sites are not read."""
    from sightline.estate.load import load_settings
    from sightline.records.database import open_records

    database = open_records(load_settings(folder))
    try:
        yield database
    finally:
        database.close()


def day(folder: Path, text: str) -> datetime:
    """The first moment of a day in the estate's time zone. EstateError where it is no day."""
    from sightline.estate.fields import parse_day
    from sightline.estate.load import load_settings

    try:
        return datetime.combine(parse_day(text), time(), load_settings(folder).timezone)
    except ValueError as problem:
        raise EstateError(str(problem)) from None


@click.group(epilog="Example: sightline records show")
def records() -> None:
    """The records themselves: how much they hold, whether they are sound, and how long they are kept."""


@records.command(epilog="Example: sightline records show --format json")
@form_option
@click.pass_obj
def show(estate: Path, form: str) -> None:
    """Show how much the records hold: their size, runs and findings, the oldest and the newest, runs without an end."""
    from sightline.records.runs import unended
    from sightline.records.size import size_of
    from sightline.reports.document import stamp

    with opened(estate) as database:
        size, open_runs, place = size_of(database), unended(database), database.place.shown
    ends = {"oldest": size.oldest and stamp(size.oldest), "newest": size.newest and stamp(size.newest)}
    unfinished = [{"run": run.name, "state": run.state, "started": stamp(run.started)} for run in open_runs]
    if form == "json":
        head = {"schema": "sightline.records/1", "place": place, "bytes": size.bytes, "runs": size.runs}
        print_json({**head, "judged": size.judged, **ends, "rows": size.rows, "unended": unfinished})
        return
    click.echo(f"{place}: {size.bytes / 1e6:.1f} MB\n{size.runs} runs, {size.judged} findings judged")
    click.echo(f"oldest {ends['oldest'] or 'none'}, newest {ends['newest'] or 'none'}")
    click.echo(", ".join(f"{count} {name}" for name, count in size.rows.items() if name != "runs"))
    for one in unfinished:
        click.secho(f"{one['run']}: {one['state']}", fg="yellow")


@records.command(epilog="Example: sightline records check")
@click.pass_obj
def check(estate: Path) -> None:
    """Open the records, bring their tables up to date, and look through them for damage.

    Exit status: 0 all is sound, 2 something is damaged or missing and is named, 1 they cannot be opened.
    """
    from sightline.records.migrate import revisions
    from sightline.records.size import flaws

    with opened(estate) as database:
        found, place = flaws(database), database.place.shown
    for line in found:
        click.secho(line, fg="red")
    if found:
        click.echo(f"{place}: damaged. Keep the file as it is, and put back a copy of before.", err=True)
        sys.exit(2)
    click.echo(f"{place}: sound, tables of version {revisions()[-1]}")


@records.command(epilog="Example: sightline records prune --keep-days 400")
@click.option("--before", metavar="DATE", help="Runs that began before this day, in the estate's time zone.")
@click.option("--keep-days", type=click.IntRange(min=1), help="Runs that are older than so many days.")
@click.option("--yes", is_flag=True, help="Without asking (needed where there is no terminal).")
@who_and_why
@click.pass_obj
def prune(
    estate: Path, before: str | None, keep_days: int | None, yes: bool, operator: str | None, reason: str
) -> None:
    """Take away what is older than records are kept: runs, findings, evidence, journals, devices' logs.

    Without --before or --keep-days the policy's `records_days` say how old. Says first what would go. What still holds
    stays with since when it has been so; the audit chain and attestations stay whole.
    """
    from sightline.estate.load import load_settings
    from sightline.estate.state import State
    from sightline.records.prune import look
    from sightline.records.prune import prune as take_away

    until = _until(load_settings(estate), estate, before, keep_days)
    with opened(estate) as database:
        going = look(database, State(estate).runs, until)
        click.echo(_would_go(going, until))
        if not (going.runs or going.folders or going.logs):
            return
        _agree(yes=yes)
        with acting(estate, operator, reason) as chain:
            chain.append("records-pruned", before=until, runs=len(going.runs), folders=len(going.folders))
            gone = take_away(database, going)
    click.echo(
        f"gone: {gone.runs} runs, {gone.findings} rows of findings, {gone.bodies} texts, {gone.evidence} pieces of "
        f"evidence, {gone.folders} folders"
    )


def _until(settings: "Estate", folder: Path, before: str | None, keep_days: int | None) -> datetime:
    if before and keep_days:
        raise EstateError("say --before or --keep-days, not both")
    if before:
        return day(folder, before)
    days = keep_days or settings.policy.records_days
    if days is None:
        raise EstateError(
            "the policy does not say how long records are kept (records_days): say --before or --keep-days"
        )
    return datetime.now(UTC) - timedelta(days=days)


def _would_go(going: "Pruning", until: datetime) -> str:
    if going.oldest is None or going.newest is None:
        runs = "no run"
    else:
        runs = f"{len(going.runs)} runs ({going.oldest:%Y-%m-%d} to {going.newest:%Y-%m-%d}, {going.checks} devices)"
    rest = f"{len(going.folders)} folders with journals, {going.logs} logs pulled from devices"
    return f"older than {until:%Y-%m-%d %H:%M %Z}: {runs}, {rest}"


def _agree(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise EstateError("nothing was taken away: there is no terminal to ask at; say --yes")
    if not click.confirm("Take this away?"):
        raise EstateError("nothing was taken away")
