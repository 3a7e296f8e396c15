"""`sightline lab`."""

from pathlib import Path

import click


@click.group(epilog="Example: sightline --estate lab-estate lab up")
def lab() -> None:
    """The simulated estate on loopback (127.77.x.y), for trying things."""


@lab.command(epilog="Example: sightline --estate lab-estate lab up && sightline --estate lab-estate check")
@click.argument("targets", nargs=-1, metavar="[SITE/DEVICE]...")
@click.option("--shift", default=0, type=click.IntRange(0, 30_000), help="Add this to every port: a second lab.")
@click.pass_obj
def up(estate: Path, targets: tuple[str, ...], shift: int) -> None:
    """Start the simulated devices; an empty estate folder is filled with the lab's estate, or the part that is named.

    * and ? match in a name.
    """
    from sightline.estate.load import load_estate
    from sightline.runs.lab import up as start

    pid = start(estate, targets, shift)
    click.echo(f"the lab runs as process {pid}:")
    for device in load_estate(estate).devices:
        click.echo(f"  {device.id:<28} {device.address.url}")


@lab.command(epilog="Example: sightline --estate lab-estate lab down")
@click.pass_obj
def down(estate: Path) -> None:
    """End the simulated devices that were started here."""
    from sightline.runs.lab import down as stop

    click.echo("the lab has ended" if stop(estate) else "no lab runs here")


@lab.command(epilog="Example: sightline lab advance 25")
@click.argument("hours", type=click.FloatRange(0, 24 * 400, min_open=True))
@click.pass_obj
def advance(estate: Path, hours: float) -> None:
    """Let the simulated devices live through HOURS: footage ages, and is purged by their limits."""
    from sightline.errors import EstateError
    from sightline.lab import LabError
    from sightline.runs.lab import advance as move

    try:
        move(estate, hours)
    except LabError as problem:
        raise EstateError(f"{problem}; start one with `sightline lab up`") from problem
    click.echo(f"{hours:g} hours have passed on the simulated devices")
