"""`sightline certificates`."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.acting import acted, who_and_why
from sightline.errors import EstateError
from sightline.estate.authority import CERTIFICATE, certificates_in
from sightline.estate.signing import MOST_BYTES, MOST_DAYS

if TYPE_CHECKING:
    from sightline.bridge.work import Work
    from sightline.runs.certificates import Made
    from sightline.runs.shown import Seen

LEAST_PASSWORD = 8


@click.group()
def certificates() -> None:
    """The estate's own CA: make it, sign for a device, see what each device shows.

    \b
    One after the other:
      sightline certificates init                              once for the estate
      sightline certificates issue riverside-court/nvr-1       for each device; install it by hand
      sightline trust riverside-court/nvr-1                    proves it, and gives up the pin
      sightline certificates list                              every month
    """


@certificates.command(epilog="Example: sightline certificates init --reason 'certificates of our own'")
@click.option(
    "--rsa", is_flag=True, help="An RSA key (3072 bits) instead of P-256, for devices that know nothing else."
)
@who_and_why
@click.pass_obj
def init(estate: Path, rsa: bool, operator: str | None, reason: str) -> None:
    """Make the estate's CA, for ten years: its key into the secret store, its certificate into the estate.

    Where the store has the key already, it is certified anew: what it has signed stays good.
    """
    from sightline.bridge.begin import begin
    from sightline.runs.certificates import make

    work = begin(estate, verb="certificates")
    with acted(work, "certificates", operator, reason):
        made = make(work, with_rsa=rsa).certificate
    click.echo(f"made the CA {made.subject.rfc4514_string()}, until {made.not_valid_after_utc:%Y-%m-%d}")
    _say_fingerprint(made)
    click.echo(f"wrote {CERTIFICATE}; its key is in the secret store and nowhere else: back both up")
    _say_ca_file(work)


@certificates.command(
    epilog="Example: sightline certificates issue riverside-court/nvr-1\n"
    "Example: sightline certificates issue riverside-court/nvr-1 --csr nvr-1.csr"
)
@click.argument("device", metavar="SITE/DEVICE")
@click.option(
    "--csr", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The device's own request, from a file."
)
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=MOST_DAYS, show_default=True, help="How long.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write into this folder (default: .sightline/certificates in the estate).",
)
@click.option("--rsa", is_flag=True, help="Make an RSA key (2048 bits) instead of P-256.")
@click.option("--password-secret", metavar="NAME", help="The secret whose password locks the PKCS#12 file.")
@who_and_why
@click.pass_obj
def issue(
    estate: Path,
    device: str,
    csr: Path | None,
    days: int,
    output: Path | None,
    rsa: bool,
    password_secret: str | None,
    operator: str | None,
    reason: str,
) -> None:
    """Sign a certificate for a device, for the host or IP of its https:// address. Sends nothing to it.

    With --csr for the key that the device made itself, which never leaves it. Else a key is made, and a PKCS#12 file
    to install by hand: its password is asked for (hidden), or read as one line from standard input.
    """
    from sightline.bridge.begin import begin
    from sightline.runs.certificates import https_device, make_key, sign_request

    if csr and (rsa or password_secret):
        raise click.UsageError("--csr brings the device's own key: --rsa and --password-secret are for a key made here")
    work = begin(estate, verb="certificates")
    one, folder = https_device(work.estate, device), output or work.state.folder / "certificates"
    with acted(work, "certificates", operator, reason):
        if csr:
            made = sign_request(work, one, _read(csr), days, folder)
        else:
            made = make_key(work, one, lambda: _password(work, password_secret), days, folder, with_rsa=rsa)
    _say_made(work, device, made)


@certificates.command("list", epilog="Example: sightline certificates list riverside-court --format json")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How (default: table).")
@click.pass_obj
def list_(estate: Path, targets: tuple[str, ...], form: str) -> None:
    """Show the certificate on each https:// device now, by a handshake: no login, no request.

    Exit status: 2 where one has ended, ends within 30 days, has not begun or is not the pinned one; else 3 where one
    was not seen; else 0.
    """
    from sightline.bridge.begin import begin
    from sightline.cli.targets import select
    from sightline.runs.shown import document, look, status

    work = begin(estate, verb="certificates")
    chosen = select(work, targets, tag=None, role=None, driver=None, limit_to_failed=None)
    over = [device for device in chosen if device.address.scheme == "https"]
    if not over:
        raise EstateError("none of these devices has an https:// address: there is no certificate to look at")
    seen, now = look(work, over), datetime.now(UTC)
    if form == "json":
        click.echo(json.dumps(document(seen, now), indent=1))
    else:
        for one in seen:
            _show(one, now)
    sys.exit(status(seen))


def _read(csr: Path) -> bytes:
    with csr.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _password(work: "Work", name: str | None) -> str:
    word = _asked() if name is None else _kept(work, name)
    if len(word) < LEAST_PASSWORD or not word.isprintable():
        raise EstateError(f"nothing was made: the file's password has {LEAST_PASSWORD} characters at least")
    return word


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password of the PKCS#12 file", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _kept(work: "Work", name: str) -> str:
    from sightline.estate.secrets import Secret

    secret = work.secrets.get(name)
    if not isinstance(secret, Secret):
        raise EstateError(f"the secret {name!r} has no password: it locks no PKCS#12 file")
    return secret.password


def _say_made(work: "Work", device: str, made: "Made") -> None:
    own = made.certificate
    click.echo(f"issued for {device}: serial {own.serial_number:x}, until {own.not_valid_after_utc:%Y-%m-%d}")
    _say_fingerprint(own)
    for path in made.files:
        click.echo(f"wrote {path}")
    _say_ca_file(work)
    click.echo(
        f"Install it on the device by hand, then `sightline trust {device}`: where the device really shows it, the CA\n"
        "answers for it from then on, and the old pin is given up."
    )


def _say_fingerprint(certificate: Any) -> None:
    from cryptography.hazmat.primitives.hashes import SHA256

    from sightline.wire.tls import spell

    click.echo(f"  SHA-256 {spell(certificate.fingerprint(SHA256()).hex())}")


def _say_ca_file(work: "Work") -> None:
    """Says what is missing in estate.yml; the file is the user's, comments and all, and is not written."""
    named = work.estate.ca_file
    if named is None:
        click.echo(f"Devices are checked by it once this line is in inventory/estate.yml:\n  ca_file: {CERTIFICATE}")
    elif not _names_it(work.estate.folder / CERTIFICATE, named):
        click.echo(f"inventory/estate.yml names another CA: append {CERTIFICATE} to {named}, or name it instead")


def _names_it(own: Path, named: Path) -> bool:
    try:
        return certificates_in(own)[0] in certificates_in(named)
    except EstateError:
        return False


def _show(one: "Seen", now: datetime) -> None:
    from sightline.estate.words import clean

    if one.not_after is None:
        click.secho(f"{one.device.id:<28} {one.state.upper()}: {clean(one.reason)}", fg="yellow")
        return
    whose = "ours" if one.ours else "not ours"
    trust = {"ca": "vouched for", "pin": "pinned", None: f"not trusted: {clean(one.reason)}"}[one.trust]
    mark = {
        "good": "",
        "soon": f"  ENDS IN {(one.not_after - now).days} DAYS",
        "ended": "  HAS ENDED",
        "early": "  HAS NOT BEGUN",
        "changed": "  CHANGED",
    }[one.state]
    names = f"{clean(one.subject)}, issued by {clean(one.issuer)}"
    line = f"{one.device.id:<28} until {one.not_after:%Y-%m-%d}  {whose}, {trust}: {names}{mark}"
    click.secho(line, fg="red" if mark else None)
