"""`sightline views`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.acting import acted, who_and_why
from sightline.cli.targets import select, target_options
from sightline.errors import EstateError

if TYPE_CHECKING:
    from sightline.bridge.work import Work
    from sightline.runs.views import Taken


@click.group(epilog="Example: sightline views accept riverside-court --role camera --save pictures")
def views() -> None:
    """What each camera is to show: the control `views` compares with it."""


@views.command(epilog="Example: sightline views accept riverside-court --role camera --save pictures")
@target_options
@click.option(
    "--save",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the pictures into this folder, to be looked at; delete them when you have.",
)
@click.option("--yes", is_flag=True, help="Accept without asking.")
@who_and_why
@click.pass_obj
def accept(
    estate: Path,
    /,
    targets: tuple[str, ...],
    save: Path | None,
    yes: bool,
    operator: str | None,
    reason: str,
    **narrowed: Any,
) -> None:
    """Accept what each channel of a device shows now as its commissioned view.

    Look at the pictures first: by day, with nobody and nothing in the way. What is kept in the estate's state is a
    coarse grid of edges, no picture. A recorder's channels that are cameras of the inventory are not asked here.
    Ends with 3 where a channel's picture could not be taken or shows nothing, and with 1 where none could: such a
    channel keeps what it had.
    """
    from sightline.bridge.begin import begin
    from sightline.bridge.work import Options
    from sightline.runs.views import take

    if not targets:
        raise EstateError("say of which devices: SITE or SITE/DEVICE")
    work = begin(estate, verb="views", options=Options(accept_views=True))
    accepted = missed = 0
    with acted(work, "views", operator, reason):
        for device in select(work, targets, **narrowed):
            try:
                taken = take(work, device)
            except EstateError as problem:
                missed += 1
                click.echo(f"not accepted: {problem}", err=True)
                continue
            missed += len(taken.refused)
            accepted += _one(work, taken, save, yes=yes)
    sys.exit(0 if not missed else 3 if accepted else 1)


def _one(work: "Work", taken: "Taken", save: Path | None, *, yes: bool) -> int:
    """How many channels of one device were accepted."""
    from sightline.runs.views import accept as keep
    from sightline.runs.views import save as write

    for path in write(taken, save) if save and taken.shots else ():
        click.echo(f"wrote {path}")
    for channel, why in taken.refused.items():
        click.echo(f"not accepted: {taken.device.id}, channel {channel}: {why}", err=True)
    if taken.shots:
        channels = ", ".join(taken.shots)
        _ask(f"{taken.device.id}, channel {channels}", yes=yes)
        keep(work, taken)
        click.echo(f"accepted the view of {taken.device.id}, channel {channels}")
    return len(taken.shots)


def _ask(what: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise EstateError("nothing was accepted: there is no terminal to ask at; look at the pictures and say --yes")
    if not click.confirm(f"Is that what it shall show: {what}?"):
        raise EstateError("nothing was accepted")
