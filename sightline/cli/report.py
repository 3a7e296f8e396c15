"""`sightline report`."""

from pathlib import Path

import click

from sightline.cli.running import give, output_options
from sightline.errors import EstateError


@click.command(epilog="Example: sightline report last --format json --output report.json")
@click.argument("run")
@output_options
@click.pass_obj
def report(estate: Path, run: str, form: str, output: Path | None, every: bool) -> None:
    """Show the report of a run again: RUN is its id, or `last`."""
    from sightline.estate.state import State

    if not (estate / "inventory" / "estate.yml").exists():
        raise EstateError(f"{estate} is no estate: it has no inventory/estate.yml")
    from sightline.reports.document import load

    give(load(State(estate).runs, run), form=form, output=output, every=every)
