"""`sightline report`."""

from pathlib import Path

import click

from sightline.cli.output import give, output_options
from sightline.cli.records import opened


@click.command(epilog="Example: sightline report last --format json --output report.json")
@click.argument("run")
@output_options
@click.pass_obj
def report(estate: Path, run: str, form: str, output: Path | None, every: bool) -> None:
    """Show the report of a run again: RUN is its id, `last` (or `latest`), or `previous`."""
    from sightline.estate.state import State
    from sightline.reports.recorded import load

    with opened(estate) as database:
        found = load(database, State(estate).runs, run)
    give(found, form=form, output=output, every=every)
