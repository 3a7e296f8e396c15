"""What the tests of the estate's own CA share: a store in memory, devices' requests, a small estate."""

import shutil
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from sightline.estate.authority import KEY, Authority, make, pem
from sightline.estate.load import load_estate, variable
from sightline.estate.model import Estate, SecretsConfig
from sightline.estate.secrets import AnySecret, SecretMissing, as_secret

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SETTINGS = """\
estate: test
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits: {connect_seconds: 1, read_seconds: 1, total_seconds: 2, budget_seconds: 5, probe_seconds: 0.5}
"""
HEAD = """\
site: court
systems:
  - {name: main, purpose: Shared areas, installed: 2026-10-01}
devices:
"""


@dataclass
class Memory:
    """A store that can be written."""

    kept: dict[str, AnySecret] = field(default_factory=dict)
    path: Path | None = None

    def get(self, name: str) -> AnySecret:
        if name not in self.kept:
            raise SecretMissing(f"no secret {name}")
        return self.kept[name]

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.kept))

    def set(self, name: str, value: str | AnySecret) -> None:
        self.kept[name] = as_secret(value)


def estate_of(folder: Path, addresses: Mapping[str, str]) -> Estate:
    """An estate in that folder with one site `court` and a device for each address."""
    (folder / "inventory" / "sites").mkdir(parents=True)
    (folder / "policies").mkdir()
    (folder / "inventory" / "estate.yml").write_text(SETTINGS)
    rows = [
        f'  - {{name: {name}, system: main, role: camera, driver: onvif, address: "{address}", secret: court/{name}}}\n'
        for name, address in addresses.items()
    ]
    (folder / "inventory" / "sites" / "court.yml").write_text(HEAD + "".join(rows))
    for name in ("housing_cctv", "firmware", "waivers"):
        shutil.copy(ROOT / "policies" / f"{name}.yml", folder / "policies")
    return load_estate(folder)


def writable(estate: Estate) -> Estate:
    """The same with a store that can be written."""
    return replace(estate, secrets=SecretsConfig(store="kdbx", file=estate.folder / "secrets.kdbx"))


def with_ca(folder: Path) -> tuple[Authority, dict[str, str]]:
    """Makes the CA of an estate whose secrets are in the environment, and the environment that holds its key."""
    store = Memory()
    made = make(writable(load_estate(folder)), store, datetime.now(UTC), with_rsa=False)
    return made, {variable(KEY): store.kept[KEY].value}


def name_ca(folder: Path, file: str = "inventory/ca.pem") -> None:
    """Adds the line that `certificates init` asks for."""
    with (folder / "inventory" / "estate.yml").open("a") as settings:
        settings.write(f"ca_file: {file}\n")


def named(text: str) -> x509.Name:
    """A common name alone."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def alternative(host: str) -> x509.GeneralName:
    """An address or a name, as a certificate names it."""
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def request(
    key: Private, *, common: str = "SN-0815", names: Sequence[str] = (), more: Sequence[x509.ExtensionType] = ()
) -> bytes:
    """A device's request, in PEM form."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(named(common))
    if names:
        asked = x509.SubjectAlternativeName([alternative(name) for name in names])
        builder = builder.add_extension(asked, critical=False)
    for extension in more:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def self_signed(
    host: str, *, days: float = 400, begins: float = -500, common: str = "camera"
) -> tuple[Private, x509.Certificate]:
    """What a device comes with; `begins` and `days` are counted from now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(common))
        .issuer_name(named(common))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def key_pem(key: Private) -> bytes:
    """A private key without a password."""
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def serves(folder: Path, key: Private, chain: bytes) -> ssl.SSLContext:
    """A server's context, as a device has it after the installing."""
    file = folder / "server.pem"
    file.write_bytes(key_pem(key) + chain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    file.unlink()
    return context


def opened(file: Path, word: str) -> tuple[Private, x509.Certificate, bytes]:
    """What a device reads from a PKCS#12 file: the key, its certificate, and the chain."""
    key, own, others = pkcs12.load_key_and_certificates(file.read_bytes(), word.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    assert own is not None
    return key, own, pem(own, *others)
