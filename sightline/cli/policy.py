"""`sightline policy`."""

import sys
from pathlib import Path

import click

from sightline.cli.output import console, form_option, print_json
from sightline.errors import EstateError


@click.command(epilog="Example: sightline policy 4.2.10\nExample: sightline policy --device riverside-court/nvr-1")
@click.argument("clause", required=False)
@click.option(
    "--device", metavar="SITE/DEVICE", help="The clauses that ask something of it (or of SITE/SYSTEM, estate)."
)
@click.option(
    "--run", metavar="RUN", help="As that run found it (default: of everybody the latest run that judged them)."
)
@form_option
@click.pass_obj
def policy(estate: Path, clause: str | None, device: str | None, run: str | None, form: str) -> None:
    """Show every clause of the policy, what answers it, and its state over the estate.

    With CLAUSE: from the clause to devices. With --device: from a device to clauses. Exit status: 0 where every clause
    has its controls or the reason why it needs none, 2 where one is bare; what drifts is `check`'s to say.
    """
    from sightline.cli.records import opened
    from sightline.estate.load import load_estate
    from sightline.policy.coverage import of_subject
    from sightline.reports.coverage import document, show, show_clause, show_subject
    from sightline.runs.coverage import cover

    if clause and device:
        raise click.UsageError("give a clause or --device, not both")
    loaded = load_estate(estate)
    with opened(estate) as database:
        rows = cover(loaded, database, run)
    bare = [row for row in rows if row.bare]
    if clause:
        rows = [row for row in rows if row.clause == clause]
        if not rows:
            numbers = ", ".join(one.clause for one in loaded.policy.clauses)
            raise EstateError(f"the policy has no clause {clause!r}; it has {numbers}")
    found = of_subject(rows, device) if device else []
    if device and not found:
        raise EstateError(f"nothing is asked of {device!r}: it is no device, no system (SITE/SYSTEM) and not `estate`")
    if form == "json":
        print_json(document(loaded.policy, rows, device))
    elif device:
        show_subject(found, console())
    elif clause:
        show_clause(rows[0], console())
    else:
        show(rows, console())
    for row in bare:
        click.echo(f"clause {row.clause} is bare: {row.bare}", err=True)
    sys.exit(2 if bare else 0)
