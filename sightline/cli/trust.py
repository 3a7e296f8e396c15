"""`sightline trust`."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.acting import acting, who_and_why
from sightline.errors import EstateError
from sightline.policy.counted import counted

if TYPE_CHECKING:
    from sightline.estate.model import Device, Estate
    from sightline.records.audit.chain import Chain

Act = Callable[[], "AbstractContextManager[Chain]"]


@click.command(epilog="Example: sightline trust riverside-court/entrance")
@click.argument("device", required=False)
@click.option("--yes", is_flag=True, help="Accept without asking.")
@who_and_why
@click.pass_obj
def trust(estate: Path, device: str | None, yes: bool, operator: str | None, reason: str) -> None:
    """Accept the estate folder's own Python as it stands; or, with DEVICE, the box that answers at its address.

    For a device: shows the fingerprint of its certificate or host key, to compare with the device itself, and pins
    it; a certificate that the estate's CA (`ca_file`) vouches for is not pinned. A remembered serial number is
    forgotten and taken anew at the next run.
    """
    act = partial(acting, estate, operator, reason)
    if device is None:
        _trust_code(estate, act, yes=yes)
    else:
        _trust_device(estate, device, act, yes=yes)


def _trust_code(estate: Path, act: Act, *, yes: bool) -> None:
    from sightline.estate.trust import accept, hashes, own_sources, read_trust

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
    with act() as chain:
        chain.append("code-trusted", files=hashes(files), gone=sorted(gone))
        accept(estate)
    click.echo(f"trusted: {counted(len(files), 'file')}")


def _trust_device(estate: Path, name: str, act: Act, *, yes: bool) -> None:
    from sightline.estate.load import load_estate
    from sightline.estate.state import Pin, State
    from sightline.estate.words import meant
    from sightline.wire.hostkeys import seen_host_key

    loaded = load_estate(estate)
    device = next((one for one in loaded.devices if one.id == name), None)
    if device is None:
        raise EstateError(f"no device {name!r} in the inventory{meant(name, [one.id for one in loaded.devices])}")
    address, sha256 = device.address, ""
    if address.scheme == "https":
        sha256 = _certificate(loaded, device)
    shown = None
    if address.scheme == "ssh":
        shown = seen_host_key(address.host, address.port, timeout_seconds=loaded.limits.connect_seconds)
        click.echo(f"{name} at {address.host}:{address.port} shows the host key\n  {shown.fingerprint}")
        click.echo("Compare it with `ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub` on the host itself.")
    _ask(f"Accept the box at {address.host} as {name}?", yes=yes)
    with act() as chain:
        host_key = shown.fingerprint if shown else ""
        chain.append("device-trusted", device=name, certificate_sha256=sha256, host_key=host_key)
        if shown is not None:
            State(estate).pin_host(shown.line)
        State(estate).set_pin(name, Pin(serial="", certificate_sha256=sha256))
        State(estate).forget_shortened(name)
    click.echo(f"accepted {name}; its serial number is remembered at the next run")


def _certificate(estate: "Estate", device: "Device") -> str:
    """Shows it. Its fingerprint, to be pinned; "" where the estate's CA vouches for it, by a handshake."""
    from sightline.estate.authority import trusted
    from sightline.wire.tls import fingerprint, shown, spell

    address, seconds = device.address, estate.limits.connect_seconds
    trusted(estate)
    found = shown(address.host, address.port, ca_file=estate.ca_file, timeout_seconds=seconds)
    sha256 = fingerprint(found.certificate)
    click.echo(f"{device.id} at {address.host}:{address.port} shows the certificate\n  SHA-256 {spell(sha256)}")
    if estate.ca_file and not found.objection:
        click.echo("The estate's CA vouches for it: the CA is what it is checked by, and no certificate is pinned.")
        return ""
    if estate.ca_file:
        click.echo(f"The estate's CA does not vouch for it ({found.objection}).")
    click.echo("Compare it with what the device itself shows before you accept it.")
    return sha256


def _ask(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise EstateError("nothing was accepted: there is no terminal to ask at; say --yes")
    if not click.confirm(question):
        raise EstateError("nothing was accepted")
