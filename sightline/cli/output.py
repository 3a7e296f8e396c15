"""How the verbs show what they have: as a table or JSON, on the terminal or in a file."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from sightline.reports import table
from sightline.reports.document import as_json, save, write

F = TypeVar("F", bound=Callable[..., Any])


def output_options(command: F) -> F:
    """How the report is given."""
    for option in (
        click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."),
        click.option(
            "--format", "form", type=click.Choice(["table", "json"]), default="table", help="How (default: table)."
        ),
        click.option("--all", "every", is_flag=True, help="Show compliant findings one by one as well."),
    ):
        command = option(command)
    return command


def form_option(command: F) -> F:
    """`--format` without a file."""
    return click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How.")(command)


def print_json(document: Any) -> None:
    """On standard output, and nothing beside it."""
    click.echo(as_json(document))


def give(report: dict[str, Any], *, form: str, output: Path | None, every: bool = False) -> None:
    """The report as it was asked for."""
    if form == "json" and output is not None:
        save(report, output)
    elif form == "json":
        print_json(report)
    elif output is not None:
        text = io.StringIO()
        table.show(report, Console(file=text, width=160, force_terminal=False), every=every)
        write(text.getvalue(), output)
    else:
        table.show(report, console(), every=every)


def console(*, err: bool = False) -> Console:
    """Standard output, or standard error; wide in a pipe, where nobody wraps."""
    plain = Console(stderr=err)
    return plain if plain.is_terminal else Console(stderr=err, width=160)
