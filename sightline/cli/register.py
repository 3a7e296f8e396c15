"""`sightline register`."""

import getpass
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.acting import acting, opened_chain, who_and_why
from sightline.cli.output import console, form_option, print_json
from sightline.errors import EstateError
from sightline.policy.counted import counted

if TYPE_CHECKING:
    from sightline.estate.model import Estate
    from sightline.policy.register import RegisterControl
    from sightline.records.audit.chain import Chain


class Day(click.ParamType[date]):
    """A day as 2026-10-31."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error in the words of the estate's files."""
        from sightline.estate.fields import parse_day

        try:
            return parse_day(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


@click.group()
def register() -> None:
    """What only people can say: signs, training, reviews. Who attested it, when, by what evidence, until when.

    \b
    One after the other:
      sightline register show                                       what is missing, and what runs out
      sightline register attest riverside-court/main signage --evidence inventory/evidence/notices.txt
      sightline register export register.xlsx                       for the office; `import` takes it back
    """


@register.command(epilog="Example: sightline register show riverside-court")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@form_option
@click.pass_obj
def show(estate: Path, targets: tuple[str, ...], form: str) -> None:
    """Every entry with its state and the days that it still holds. TARGET is SITE, SITE/SYSTEM or `estate`.

    Exit status: 0 all in force, 2 something is missing, has run out or lost its evidence, 3 evidence that was not read.
    """
    from sightline.bridge.trail import with_approvals
    from sightline.reports.register import show as table
    from sightline.runs.register import listed, status

    loaded, controls = _opened(estate)
    now = datetime.now(UTC)
    doubts: list[str] = []
    with opened_chain(estate) as (_, chain):
        rows = listed(with_approvals(loaded, chain, doubts), controls, targets, now, chain.database)
    for doubt in doubts:
        click.echo(f"warning: {doubt}", err=True)
    if form == "json":
        print_json({"schema": "sightline.register/1", "entries": [row.plain() for row in rows]})
    else:
        table((row.plain() for row in rows), console())
    sys.exit(status(rows))


@register.command(
    epilog="Example: sightline register attest riverside-court/main signage --evidence inventory/evidence/notices.txt"
)
@click.argument("name", metavar="SITE/SYSTEM|estate")
@click.argument("control")
@click.option("--evidence", required=True, help="A file, by its path below the estate's folder; or a link by https.")
@click.option("--by", help="Who attests it (default: the user of this machine).")
@click.option("--when", type=Day(), help="On which day it was seen to be so (default: today).")
@click.option("--until", type=Day(), help="It holds until this day, where that is before the policy's interval ends.")
@click.option("--reference", help="Its number, as in DPIA-112.")
@click.option("--note", help="What else is to be said.")
@who_and_why
@click.pass_obj
def attest(
    estate: Path,
    /,
    name: str,
    control: str,
    by: str | None,
    when: date | None,
    operator: str | None,
    reason: str,
    **more: Any,
) -> None:
    """Write an entry into the site's file, with the SHA-256 of its evidence; nothing else of the file changes.

    NAME is the system, or `estate` for what is attested once (inventory/register.yml).
    """
    from sightline.estate.attest import Attestation
    from sightline.runs.register import attest as write
    from sightline.runs.register import entry_of

    loaded, controls = _opened(estate)
    who = operator or getpass.getuser()
    entry = entry_of({"by": by or who, "when": when or loaded.today(datetime.now(UTC)), **more})
    given = [Attestation(register=name, control=control, entry=entry)]
    with acting(estate, who, reason) as chain:
        [done] = write(loaded, controls, given, chain)
    asks, due = controls[control].asks, controls[control].due(done.entry, loaded.policy)
    click.echo(f"attested for {name}: {asks}")
    proof = f"evidence SHA-256 {done.entry.sha256}" if done.entry.sha256 else "a link, which is not followed"
    click.echo(f"by {done.entry.by} on {done.entry.when}, valid until {due}; {proof}")


@register.command(
    "import",
    epilog="Example: sightline register import office.xlsx\nExample: sightline register import --from netbox --url "
    "https://netbox.example.org --token-secret netbox/token",
)
@click.argument("sheet", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--from", "source", type=click.Choice(["sheet", "netbox"]), default="sheet", help="Where from.")
@click.option("--url", help="NetBox's address; the token goes there and nowhere else.")
@click.option("--token-secret", metavar="NAME", help="The secret that holds NetBox's token, as token:…")
@who_and_why
@click.pass_obj
def import_(
    estate: Path,
    sheet: Path | None,
    source: str,
    url: str | None,
    token_secret: str | None,
    operator: str | None,
    reason: str,
) -> None:
    """Attest every row of a sheet (CSV or XLSX, with the columns that `register export` writes).

    An empty `when` is today; the SHA-256 of each evidence is computed, and one that is given must be the same. All rows
    are looked at first: where one is wrong, nothing is written. A cell that would be a formula is refused.

    With --from netbox: sites and devices of a NetBox become lines of site files. Its token only reads. What has no
    driver here, no address or another role is left out and named; what is in the inventory stays as it is.
    """
    if source == "netbox":
        if sheet or not url or not token_secret:
            raise click.UsageError("--from netbox takes --url and --token-secret, and no sheet")
        with acting(estate, operator, reason) as chain:
            _import_netbox(estate, url, token_secret, chain)
        return
    if sheet is None or url or token_secret:
        raise click.UsageError("give a sheet (.csv or .xlsx), or --from netbox with --url and --token-secret")
    from sightline.estate.sheet import read_sheet
    from sightline.runs.register import attest as write

    loaded, controls = _opened(estate)
    given = read_sheet(sheet, loaded.today(datetime.now(UTC)))
    with acting(estate, operator, reason) as chain:
        done = write(loaded, controls, given, chain)
    registers = counted(len({one.register for one in done}), "register")
    click.echo(f"attested: {counted(len(done), 'entry', 'entries')} of {registers}")


@register.command(epilog="Example: sightline register export register.xlsx")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export(estate: Path, sheet: Path) -> None:
    """Write every entry into a sheet, CSV or XLSX by its name's ending; nothing in it is a formula."""
    from sightline.estate.attest import entries_of
    from sightline.estate.files import replace_file
    from sightline.estate.sheet import write_sheet

    entries = entries_of(_opened(estate)[0])
    try:
        replace_file(sheet, write_sheet(sheet, entries))
    except OSError as problem:
        raise EstateError(f"{sheet}: this file cannot be written ({problem.strerror})") from None
    click.echo(f"wrote {counted(len(entries), 'entry', 'entries')} to {sheet}")


def _import_netbox(folder: Path, url: str, secret: str, chain: "Chain") -> None:
    from sightline.estate.load import load_estate
    from sightline.estate.secrets import open_store
    from sightline.records.audit.watched import Watched
    from sightline.runs.netbox import look, take

    loaded = load_estate(folder)
    found = look(loaded, Watched(open_store(loaded), chain), url, secret)
    if found.devices:
        chain.append("inventory-import", source=url, devices=[device.id for device in found.devices])
    files = take(loaded, found)
    for line in found.left_out:
        click.echo(f"left out: {line}", err=True)
    for device in found.devices:
        click.echo(f"new: {device.id} ({device.values['driver']}, {device.values['address']})")
    new = f"{counted(len(found.devices), 'new device')} in {counted(len(files), 'file')}"
    click.echo(f"{new}; {len(found.left_out)} left out")
    if found.devices:
        click.echo("Next: look through the files, and store each device's password (`sightline secrets list`).")


def _opened(folder: Path) -> "tuple[Estate, dict[str, RegisterControl]]":
    from sightline.estate.content import attested_controls
    from sightline.estate.load import load_estate

    loaded = load_estate(folder)
    return loaded, attested_controls(loaded)
