"""The estate's own CA: its certificate stands in the estate, its key in the secret store and nowhere else."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from sightline.errors import EstateError
from sightline.estate.files import create_private
from sightline.estate.model import Estate
from sightline.estate.secrets import Secret, SecretMissing, Store
from sightline.estate.words import clean

#: The certificate's file in the estate, and the key's name in the store: one that no device of an inventory can name.
CERTIFICATE, KEY = "inventory/ca.pem", "Estate CA"
VALID_FOR, SKEW = timedelta(days=3652), timedelta(days=1)
RSA_BITS = 3072
AGAIN = (
    "move it away and run `sightline certificates init`: it certifies the same key anew, and devices stay as they are"
)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Authority:
    """A key that signs, and the certificate that devices are checked by."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate


def new_key(*, rsa_bits: int | None) -> PrivateKey:
    """P-256, which devices know that know no Ed25519; RSA where one knows nothing else."""
    if rsa_bits is None:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits)


def make(estate: Estate, store: Store, now: datetime, *, with_rsa: bool) -> Authority:
    """Makes the CA. A key that the store has already is taken: what it has signed stays good.

    Raises EstateError, before anything is made, where the store can't be written or the certificate is there.
    """
    file = estate.folder / CERTIFICATE
    if estate.secrets.store == "env":
        text = "the CA's key is kept in the secret store alone, and the store 'env' can't be written"
        raise EstateError(f"{text}; nothing was made. Use store: kdbx in inventory/estate.yml")
    if file.exists():
        raise EstateError(f"the estate has a CA: {CERTIFICATE} is there; where it has ended, {AGAIN}")
    if KEY not in store.names():
        store.set(KEY, _as_secret(new_key(rsa_bits=RSA_BITS if with_rsa else None)))
    key = _key(store)
    if with_rsa and not isinstance(key, rsa.RSAPrivateKey):
        raise EstateError(f"the store has a CA key {KEY!r} and it is no RSA key; nothing was made: leave --rsa out")
    certificate = _certified(estate, key, now)
    if not create_private(file, pem(certificate)):
        raise EstateError(f"{CERTIFICATE} was made by another process meanwhile; it was left as it is")
    file.chmod(0o644)
    return Authority(key, certificate)


def load(estate: Estate, store: Store, now: datetime) -> Authority:
    """The CA, ready to sign. Raises EstateError where there is none, or where it is not good now."""
    file = estate.folder / CERTIFICATE
    if not file.exists():
        raise EstateError(f"the estate has no CA yet ({CERTIFICATE} is not there): `sightline certificates init`")
    certificate = certificates_in(file)[0]
    if not _signs(certificate):
        raise EstateError(f"{CERTIFICATE} is no certificate of a CA: put the right one back")
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now >= ends:
        raise EstateError(f"the CA ended on {ends:%Y-%m-%d} ({CERTIFICATE}); {AGAIN}")
    if now < begins:
        raise EstateError(f"the CA begins on {begins:%Y-%m-%d} only ({CERTIFICATE}): is this machine's clock right?")
    key = _key(store)
    if key.public_key() != certificate.public_key():
        raise EstateError(f"{CERTIFICATE} is not of the key {KEY!r} in the secret store: restore both from one backup")
    return Authority(key, certificate)


def certificates_in(file: Path) -> list[x509.Certificate]:
    """Every certificate of a PEM file, at least one. Raises EstateError."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as problem:
        raise EstateError(f"{clean(file)}: the certificate of the CA cannot be read ({problem.strerror})") from None
    except ValueError:
        raise EstateError(f"{clean(file)}: no certificate in PEM form stands in it") from None


def trusted(estate: Estate) -> list[x509.Certificate]:
    """The CAs that the estate names, else its own where it has one. Raises EstateError where they can't be read."""
    own = estate.folder / CERTIFICATE
    file = estate.ca_file or (own if own.exists() else None)
    return certificates_in(file) if file else []


def pem(*certificates: x509.Certificate) -> bytes:
    """Certificates one after the other, as a device takes a chain."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def usage(*, signs_certificates: bool = False, signs: bool = False, enciphers: bool = False) -> x509.KeyUsage:
    """What a key may be used for."""
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=enciphers,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _certified(estate: Estate, key: PrivateKey, now: datetime) -> x509.Certificate:
    """Always of the same name, so that a new one vouches for what the one before it has signed."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{estate.name[:50]} CCTV CA")])
    begins = now.replace(microsecond=0) - SKEW
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _signs(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def _as_secret(key: PrivateKey) -> Secret:
    """One line: the key's PKCS#8 form in base64, as the password of a user whom no device knows."""
    form = serialization.PrivateFormat.PKCS8
    data = key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    return Secret("certificate-authority", b64encode(data).decode())


def _key(store: Store) -> PrivateKey:
    try:
        secret = store.get(KEY)
    except SecretMissing as problem:
        raise EstateError(f"the CA's key is missing: restore the secret store from its backup ({problem})") from None
    try:
        data = b64decode(secret.password if isinstance(secret, Secret) else "", validate=True)
        key = serialization.load_der_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise EstateError(f"the secret {KEY!r} is no key of a CA: restore the secret store from its backup")
    return key
