"""`sightline lab`."""

from pathlib import Path

import click


@click.group()
def lab() -> None:
    """The simulated estate on loopback (127.77.x.y), for trying things."""


@lab.command(epilog="Example: sightline --estate lab-estate lab up && sightline --estate lab-estate check")
@click.pass_obj
def up(estate: Path) -> None:
    """Start the simulated devices; an empty estate folder is filled with the lab's estate."""
    from sightline.estate.load import load_estate
    from sightline.runs.lab import up as start

    pid = start(estate)
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
def advance(hours: float) -> None:
    """Let the simulated devices live through HOURS: footage ages, and is purged by their limits."""
    from sightline.errors import EstateError
    from sightline.lab import LabError
    from sightline.runs.lab import advance as move

    try:
        move(hours)
    except LabError as problem:
        raise EstateError(f"{problem}; start one with `sightline lab up`") from problem
    click.echo(f"{hours:g} hours have passed on the simulated devices")
