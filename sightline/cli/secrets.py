"""`sightline secrets`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.acting import acting, who_and_why

if TYPE_CHECKING:
    from sightline.estate.secrets import Store


@click.group(epilog="Example: sightline secrets set riverside-court/nvr-1")
def secrets() -> None:
    """Device passwords: where they are, which there are, set one. Never shows a value."""


def _store(estate: Path) -> "Store":
    from sightline.estate.load import load_estate
    from sightline.estate.secrets import open_store

    return open_store(load_estate(estate))


@secrets.command("set", epilog="Example: sightline secrets set riverside-court/nvr-1")
@click.argument("name")
@who_and_why
@click.pass_obj
def set_(estate: Path, name: str, operator: str | None, reason: str) -> None:
    """Store a secret: asks for `user:password` (hidden), or reads one line from standard input."""
    from sightline.estate.secrets import as_secret

    store = _store(estate)
    if sys.stdin.isatty():
        value = click.prompt(f"{name} (user:password)", hide_input=True, confirmation_prompt=True)
    else:
        value = sys.stdin.readline().rstrip("\r\n")
    as_secret(value)
    with acting(estate, operator, reason) as chain:
        chain.append("secret-set", name=name)
        store.set(name, value)
    click.echo(f"stored {name}")


@secrets.command("list", epilog="Example: sightline secrets list")
@click.pass_obj
def list_(estate: Path) -> None:
    """The names of the secrets, and which devices still miss theirs."""
    from sightline.estate.load import load_estate

    names = _store(estate).names()
    for name in names:
        click.echo(name)
    for device in load_estate(estate).devices:
        if device.secret not in names:
            click.echo(f"missing: {device.secret} (for {device.id})", err=True)


@secrets.command(epilog="Example: sightline secrets path")
@click.pass_obj
def path(estate: Path) -> None:
    """Where the secrets are."""
    click.echo(_store(estate).path or "the environment (SIGHTLINE_SECRET_…)")
