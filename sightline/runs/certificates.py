"""The estate's CA at work: it is made, and signs for one device; each act is in the audit chain and in a journal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from sightline.bridge.work import Work
from sightline.errors import EstateError
from sightline.estate import authority, signing
from sightline.estate.authority import Authority
from sightline.estate.files import create_private
from sightline.estate.model import Device, Estate
from sightline.estate.words import clean, meant, shown

#: What a device of an old firmware computes in bearable time.
RSA_BITS = 2048


@dataclass(frozen=True, kw_only=True)
class Made:
    """What has been signed, and the files that were written. With a PKCS#12 file there is a key in it."""

    certificate: x509.Certificate
    files: tuple[Path, ...]


def make(work: Work, *, with_rsa: bool) -> Authority:
    """Makes the CA; one process at a time, so that no key is written over."""
    now = datetime.now(UTC)
    with work.state.lock(authority.KEY, work.id):
        made = authority.make(work.estate, work.secrets, now, with_rsa=with_rsa)
    work.record("ca-made", file=authority.CERTIFICATE, **_told(made.certificate))
    return made


def sign_request(work: Work, device: Device, request: bytes, days: int, folder: Path) -> Made:
    """A certificate for the key in the device's own request, as a chain in PEM form."""
    now = datetime.now(UTC)
    by = authority.load(work.estate, work.secrets, now)
    key = signing.requested(request, device.address.host)
    certificate = signing.sign(by, key, device.address.host, days, now)
    _note(work, device, certificate, key="the device's own, by its request")
    return Made(certificate=certificate, files=(_chain(device, certificate, by, folder),))


def make_key(
    work: Work, device: Device, password: Callable[[], str], days: int, folder: Path, *, with_rsa: bool
) -> Made:
    """A new key and its certificate, in a PKCS#12 file; the chain beside it. The key is nowhere else.

    `password` is asked for when nothing else stands in the way.
    """
    now = datetime.now(UTC)
    by = authority.load(work.estate, work.secrets, now)
    word = password()
    key = authority.new_key(rsa_bits=RSA_BITS if with_rsa else None)
    certificate = signing.sign(by, key.public_key(), device.address.host, days, now)
    _note(work, device, certificate, key="made here, in a PKCS#12 file")
    whole = _file(device, certificate, folder, "p12")
    _write(whole, signing.bundle(device.id, key, certificate, by, word))
    return Made(certificate=certificate, files=(whole, _chain(device, certificate, by, folder)))


def https_device(estate: Estate, name: str) -> Device:
    """The device that a certificate is for. Raises EstateError where it has no use for one."""
    try:
        device = estate.device(name)
    except KeyError:
        near = meant(name, [one.id for one in estate.devices])
        raise EstateError(f"no device {shown(name)} in the inventory{near}") from None
    scheme = device.address.scheme
    if scheme == "https":
        return device
    if scheme == "http":
        text = "over plain HTTP no certificate is shown; switch HTTPS on and give it an https:// address first"
        raise EstateError(f"{device.id} has an http:// address: {text}")
    raise EstateError(f"{device.id} has an {scheme}:// address: it proves itself by its host key (`sightline trust`)")


def _told(certificate: x509.Certificate) -> dict[str, str]:
    """How the record knows a certificate."""
    return {
        "serial": f"{certificate.serial_number:x}",
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
    }


def _note(work: Work, device: Device, certificate: x509.Certificate, *, key: str) -> None:
    """On the disk before the certificate is."""
    work.record("certificate-issued", device=device.id, host=device.address.host, key=key, **_told(certificate))


def _chain(device: Device, certificate: x509.Certificate, by: Authority, folder: Path) -> Path:
    path = _file(device, certificate, folder, "pem")
    _write(path, authority.pem(certificate, by.certificate))
    return path


def _file(device: Device, certificate: x509.Certificate, folder: Path, ending: str) -> Path:
    """A name of its own for each certificate: no key is ever written over."""
    return folder / f"{device.site}.{device.name}.{certificate.serial_number:x}.{ending}"


def _write(path: Path, data: bytes) -> None:
    try:
        written = create_private(path, data)
    except OSError as problem:
        raise EstateError(f"{clean(path)}: this cannot be written ({problem.strerror})") from None
    if not written:
        raise EstateError(f"{clean(path)} is there already; nothing was written over it")
