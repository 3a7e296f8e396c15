"""`sightline history`."""

from pathlib import Path

import click

from sightline.cli.output import form_option, print_json
from sightline.cli.records import day, opened


@click.command(epilog="Example: sightline history no-audio --since 2026-10-01")
@click.argument("what", metavar="DEVICE|CONTROL")
@click.option("--control", default="", help="Of a device only this control.")
@click.option("--since", metavar="DATE", help="Only changes from this day on, in the estate's time zone.")
@form_option
@click.pass_obj
def history(estate: Path, what: str, control: str, since: str | None, form: str) -> None:
    """Show since when each finding has been so, and each change of its verdict with the run that saw it.

    DEVICE is SITE/DEVICE, SITE or a glob. A verdict holds from the run that saw it first; runs that did not come to the
    device do not break it. `unread` or `unsupported` in between ends any verdict but drift: nobody saw it put right.
    """
    from sightline.records.history import history as courses
    from sightline.reports.history import document, lines

    with opened(estate) as database:
        found = courses(database, what, control, day(estate, since) if since else None)
    if form == "json":
        print_json(document(found))
    else:
        click.echo("\n".join(lines(found)))
