"""`sightline diff`."""

import sys
from pathlib import Path

import click

from sightline.cli.output import form_option, print_json
from sightline.cli.records import opened


@click.command(epilog="Example: sightline diff previous latest")
@click.argument("before", metavar="RUN")
@click.argument("after", metavar="RUN")
@click.option("--all", "every", is_flag=True, help="Show other values under the same verdict one by one as well.")
@form_option
@click.pass_obj
def diff(estate: Path, before: str, after: str, every: bool, form: str) -> None:
    """Show what changed from one run to another, over the devices that both came to.

    RUN is a run's id, `latest` (or `last`), or `previous`. Exit status: 0 nothing became worse, 2 something drifts that
    did not, 3 nothing of that but something is no longer known, or no longer judged.
    """
    from sightline.records.differences import device_differences, differences, status
    from sightline.records.recorded import found_in
    from sightline.records.runs import need_run
    from sightline.reports.differences import document, lines

    with opened(estate) as database:
        runs = [need_run(database, name) for name in (before, after)]
        old, new = (found_in(database, run) for run in runs)
    found, devices = differences(old, new), device_differences(old[0], new[0])
    if form == "json":
        print_json(document(runs[0], runs[1], found, devices))
    else:
        click.echo("\n".join(lines(runs[0], runs[1], found, devices, every=every)))
    sys.exit(status(found))
