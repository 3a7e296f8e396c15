"""`sightline views`."""

import getpass
import sys
from pathlib import Path

import click

from sightline.cli.certificates import who_and_why
from sightline.errors import EstateError


@click.group()
def views() -> None:
    """What each camera is to show: the control `views` compares with it."""


@views.command(epilog="Example: sightline views accept riverside-court/entrance --save pictures --reason commissioned")
@click.argument("device", metavar="SITE/DEVICE")
@click.option(
    "--save",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the pictures into this folder, to be looked at; delete them when you have.",
)
@click.option("--yes", is_flag=True, help="Accept without asking.")
@who_and_why
@click.pass_obj
def accept(estate: Path, device: str, save: Path | None, yes: bool, operator: str | None, reason: str) -> None:
    """Accept what each channel of a device shows now as its commissioned view.

    Look at the pictures first: by day, with nobody and nothing in the way. What is kept in the estate's state is a
    coarse grid of edges, no picture. A recorder's channels that are cameras of the inventory are not asked here.
    Ends with 3 where a channel's picture could not be taken or shows nothing: it keeps what it had.
    """
    from sightline.bridge.begin import begin
    from sightline.bridge.work import Options
    from sightline.runs.views import accept as keep
    from sightline.runs.views import save as write
    from sightline.runs.views import take

    work = begin(estate, verb="views", options=Options(accept_views=True))
    found = next((one for one in work.estate.devices if one.id == device), None)
    if found is None:
        raise EstateError(f"no device {device!r} in the inventory")
    try:
        taken = take(work, found)
        for path in write(taken, save) if save and taken.shots else ():
            click.echo(f"wrote {path}")
        for channel, why in taken.refused.items():
            click.echo(f"channel {channel} is not accepted: {why}", err=True)
        if taken.shots:
            _ask(", ".join(taken.shots), yes=yes)
            keep(work, taken, operator or getpass.getuser(), reason)
            click.echo(f"accepted the view of {device}, channel {', '.join(taken.shots)}")
    finally:
        work.journal.close()
    sys.exit(3 if taken.refused else 0)


def _ask(channels: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise EstateError("nothing was accepted: there is no terminal to ask at; look at the pictures and say --yes")
    if not click.confirm(f"Is that what channel {channels} shall show?"):
        raise EstateError("nothing was accepted")
