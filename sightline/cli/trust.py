"""`sightline trust`."""

import sys
from pathlib import Path

import click

from sightline.errors import EstateError


@click.command(epilog="Example: sightline trust riverside-court/entrance")
@click.argument("device", required=False)
@click.option("--yes", is_flag=True, help="Accept without asking.")
@click.pass_obj
def trust(estate: Path, device: str | None, yes: bool) -> None:
    """Accept the estate folder's own Python as it stands; or, with DEVICE, the box that answers at its address.

    For a device: shows the fingerprint of its certificate or host key, to compare with the device itself, and pins
    it; a remembered serial number is forgotten and taken anew at the next run.
    """
    if device is None:
        _trust_code(estate, yes=yes)
    else:
        _trust_device(estate, device, yes=yes)


def _trust_code(estate: Path, *, yes: bool) -> None:
    from sightline.estate.trust import accept, own_sources, read_trust

    if not (estate / "inventory" / "estate.yml").exists():
        raise EstateError(f"{estate} is no estate: it has no inventory/estate.yml")
    files = own_sources(estate)
    gone = read_trust()[0].get(str(estate.resolve()), {}).keys() - files.keys()
    for file in sorted(gone):
        click.echo(f"{file} was trusted and is gone")
    if not files and not gone:
        click.echo("This estate has no Python of its own: nothing to trust.")
        return
    for file in files:
        click.echo(f"{file}")
    _ask("Run this code from now on?" if files else "Is that right?", yes=yes)
    accept(estate)
    click.echo(f"trusted: {len(files)} files")


def _trust_device(estate: Path, name: str, *, yes: bool) -> None:
    from sightline.estate.load import load_estate
    from sightline.estate.state import Pin, State
    from sightline.wire.hostkeys import seen_host_key
    from sightline.wire.tls import seen_fingerprint, spell

    loaded = load_estate(estate)
    device = next((one for one in loaded.devices if one.id == name), None)
    if device is None:
        raise EstateError(f"no device {name!r} in the inventory")
    address, sha256 = device.address, ""
    if address.scheme == "https":
        sha256 = seen_fingerprint(address.host, address.port, timeout_seconds=loaded.limits.connect_seconds)
        click.echo(f"{name} at {address.host}:{address.port} shows the certificate\n  SHA-256 {spell(sha256)}")
        click.echo("Compare it with what the device itself shows before you accept it.")
    shown = None
    if address.scheme == "ssh":
        shown = seen_host_key(address.host, address.port, timeout_seconds=loaded.limits.connect_seconds)
        click.echo(f"{name} at {address.host}:{address.port} shows the host key\n  {shown.fingerprint}")
        click.echo("Compare it with `ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub` on the host itself.")
    _ask(f"Accept the box at {address.host} as {name}?", yes=yes)
    if shown is not None:
        State(estate).pin_host(shown.line)
    State(estate).set_pin(name, Pin(serial="", certificate_sha256=sha256))
    click.echo(f"accepted {name}; its serial number is remembered at the next run")


def _ask(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise EstateError("nothing was accepted: there is no terminal to ask at; say --yes")
    if not click.confirm(question):
        raise EstateError("nothing was accepted")
