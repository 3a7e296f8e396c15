"""What the estate's CA signs: one device, by the host of its inventory, as a TLS server and nothing else."""

from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sightline.errors import EstateError
from sightline.estate.authority import Authority, PrivateKey, usage
from sightline.estate.words import listed

#: The longest that a certificate of a server may live.
MOST_DAYS = 825
#: Devices' clocks may be behind by so much.
SKEW = timedelta(hours=1)
#: A request is some kilobytes.
MOST_BYTES = 65_536
LEAST_RSA, MOST_RSA, LEAST_EXPONENT = 2048, 8192, 3
CURVES = ("secp256r1", "secp384r1", "secp521r1")
LONGEST_NAME = 64

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def requested(data: bytes, host: str) -> PublicKey:
    """The key of a device's own request (CSR, in PEM or DER form), and nothing else of it.

    Raises EstateError where it is none, was not made with its key, names another host, or its key is weak.
    """
    if len(data) > MOST_BYTES:
        raise EstateError(f"the request is larger than {MOST_BYTES} bytes: that is no certificate request")
    load = x509.load_pem_x509_csr if b"-----BEGIN" in data else x509.load_der_x509_csr
    try:
        request = load(data)
        named, key = _names(request), request.public_key()
    except Exception:  # noqa: BLE001 - a hostile file breaks its parser anywhere
        raise EstateError("this is no certificate request (CSR, in PEM or DER form), or a damaged one") from None
    try:
        proven = request.is_signature_valid
    except Exception:  # noqa: BLE001 - a method of signing that is not known proves nothing
        proven = False
    if not proven:
        raise EstateError("the request does not verify: it was changed, or not made with the key that it names")
    others = [name for name in named if not same_host(name, host)]
    if others:
        text = f"the request names {listed(others[:3])}, and the inventory has {host}"
        raise EstateError(f"{text}: is it of another device? Make one for {host} alone, or without a name")
    return _strong(key)


def sign(by: Authority, key: PublicKey, host: str, days: int, now: datetime) -> x509.Certificate:
    """A certificate for `days`, 825 at most; never longer than the CA itself lives."""
    begins = now.replace(microsecond=0) - SKEW
    ends = begins + timedelta(days=min(days, MOST_DAYS), seconds=-1)
    enciphers = isinstance(key, rsa.RSAPublicKey)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:LONGEST_NAME])]))
        .issuer_name(by.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(min(ends, by.certificate.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(signs=True, enciphers=enciphers), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(_identifier(by.certificate), critical=False)
        .sign(by.key, hashes.SHA256())
    )


def bundle(name: str, key: PrivateKey, certificate: x509.Certificate, by: Authority, password: str) -> bytes:
    """A PKCS#12 file: the key, its certificate and the CA's, under the password."""
    locked = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [by.certificate], locked)


def same_host(name: str, host: str) -> bool:
    """Whether both are one address, in any spelling, or one name."""
    with suppress(ValueError):
        return ip_address(name) == ip_address(host)
    return name.rstrip(".").lower() == host


def _identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """The issuer's own word for its key, where it has one."""
    try:
        own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())  # type: ignore[arg-type] # it signs
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _names(request: x509.CertificateSigningRequest) -> list[str]:
    """The hosts that it asks for. A common name without a dot or a colon is a model or a serial number."""
    common = [str(one.value) for one in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    with suppress(x509.ExtensionNotFound):
        asked = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return [*filter(_is_host, common), *(str(getattr(one, "value", one)) for one in asked)]
    return [*filter(_is_host, common)]


def _is_host(name: str) -> bool:
    return " " not in name and ("." in name or ":" in name)


def _strong(key: object) -> PublicKey:
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return key
    if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e >= LEAST_EXPONENT:
        if LEAST_RSA <= key.key_size <= MOST_RSA:
            return key
        raise EstateError(f"the request's key is RSA of {key.key_size} bits; {LEAST_RSA} to {MOST_RSA} are signed")
    raise EstateError(
        f"the request's key is of a kind that is not signed: RSA from {LEAST_RSA} bits, P-256 to P-521 are"
    )
