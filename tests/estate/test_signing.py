"""What the estate's CA signs, and what a request cannot talk it into."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import EstateError
from sightline.estate.authority import Authority, make, new_key
from sightline.estate.signing import MOST_BYTES, bundle, requested, same_host, sign
from tests.ownca import Memory, estate_of, named, request, self_signed, writable

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
HOST = "10.0.0.5"
KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
GOOD = request(KEY)
BIT_STRING = 0x03
DER = x509.load_pem_x509_csr(GOOD).public_bytes(serialization.Encoding.DER)


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder: Path = tmp_path_factory.mktemp("estate") / "estate"
    return make(writable(estate_of(folder, {"nvr-1": f"https://{HOST}"})), Memory(), NOW, with_rsa=False)


@pytest.mark.parametrize(
    ("host", "alternative"),
    [
        (HOST, x509.IPAddress(ip_address(HOST))),
        ("2001:db8::9", x509.IPAddress(ip_address("2001:db8::9"))),
        ("nvr.example", x509.DNSName("nvr.example")),
        ("a" * 60 + ".example", x509.DNSName("a" * 60 + ".example")),
    ],
)
def test_a_certificate_names_the_inventorys_host_and_serves_tls(
    by: Authority, host: str, alternative: x509.GeneralName
) -> None:
    made = sign(by, KEY.public_key(), host, 825, NOW)
    made.verify_directly_issued_by(by.certificate)
    of = made.extensions.get_extension_for_class
    assert list(of(x509.SubjectAlternativeName).value) == [alternative]
    assert list(of(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not of(x509.BasicConstraints).value.ca
    assert not of(x509.KeyUsage).value.key_cert_sign
    own = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert of(x509.AuthorityKeyIdentifier).value.key_identifier == own.digest
    assert made.public_key() == KEY.public_key()


@pytest.mark.parametrize(("asked", "given"), [(1, 1), (90, 90), (825, 825), (9000, 825)])
def test_it_lives_as_long_as_asked_and_825_days_at_most(by: Authority, asked: int, given: int) -> None:
    made = sign(by, KEY.public_key(), HOST, asked, NOW)
    both_ends_counted = made.not_valid_after_utc - made.not_valid_before_utc + timedelta(seconds=1)
    assert both_ends_counted == given * DAY
    assert made.not_valid_before_utc < NOW < made.not_valid_after_utc


def test_it_does_not_outlive_the_ca(by: Authority) -> None:
    end = by.certificate.not_valid_after_utc
    assert sign(by, KEY.public_key(), HOST, 825, end - 10 * DAY).not_valid_after_utc == end


def test_an_rsa_key_may_encipher_too(by: Authority) -> None:
    made = sign(by, RSA_KEY.public_key(), HOST, 90, NOW)
    assert made.extensions.get_extension_for_class(x509.KeyUsage).value.key_encipherment
    made.verify_directly_issued_by(by.certificate)


def test_no_two_have_one_serial_number(by: Authority) -> None:
    assert len({sign(by, KEY.public_key(), HOST, 90, NOW).serial_number for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("data", "host"),
    [
        (GOOD, HOST),
        (DER, HOST),
        (request(KEY, common=HOST), HOST),
        (request(KEY, names=[HOST]), HOST),
        (request(KEY, common="2001:0db8:0::9", names=["2001:db8::9"]), "2001:db8::9"),
        (request(KEY, common="NVR.example", names=["nvr.example"]), "nvr.example"),
    ],
    ids=["text", "der", "common", "named", "ipv6", "capitals"],
)
def test_a_devices_own_request_gives_its_key(data: bytes, host: str) -> None:
    assert requested(data, host) == KEY.public_key()


def test_an_rsa_request_gives_its_key() -> None:
    assert requested(request(RSA_KEY), HOST) == RSA_KEY.public_key()


def resigned(data: bytes) -> bytes:
    """Its last byte, one of the signature, changed."""
    return data[:-1] + bytes([data[-1] ^ 1])


def of_a_key(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(named("x"))
    how = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, how).public_bytes(serialization.Encoding.PEM)


HOSTILE = {
    "nothing": (b"", "no certificate request"),
    "words": (b"hello", "no certificate request"),
    "a cut one": (GOOD[: len(GOOD) // 2], "no certificate request"),
    "a cut one in DER": (DER[:-9], "no certificate request"),
    "a certificate": (self_signed(HOST)[1].public_bytes(serialization.Encoding.PEM), "no certificate request"),
    "a huge one": (GOOD + b"x" * MOST_BYTES, "larger than"),
    "a changed signature": (resigned(DER), "does not verify"),
    "a changed key": (DER.replace(b"SN-0815", b"SN-0816"), "does not verify"),
    "another address as its name": (request(KEY, common="10.0.0.6"), "names 10.0.0.6, and the inventory has"),
    "another name as its name": (request(KEY, common="bank.example"), "names bank.example"),
    "another address": (request(KEY, names=["10.0.0.6"]), "names 10.0.0.6"),
    "another name beside ours": (request(KEY, names=[HOST, "bank.example"]), "names bank.example"),
    "all names": (request(KEY, names=["*.example"]), r"names \*.example"),
    "a URI": (
        request(KEY, more=[x509.SubjectAlternativeName([x509.UniformResourceIdentifier("https://bank.example")])]),
        "names https://bank.example",
    ),
    "ours as a name": (request(KEY, names=["10.0.0.5.example"]), "names 10.0.0.5.example"),
    "a name that acts on a terminal": (request(KEY, common="a.\x1b[31mb"), r"names a\.\\x1b\[31mb"),
    "weak RSA": (of_a_key(rsa.generate_private_key(65537, 1024)), "RSA of 1024 bits"),  # noqa: S505 - weak on purpose
    "another curve": (of_a_key(ec.generate_private_key(ec.SECP256K1())), "a kind that is not signed"),
    "another kind": (of_a_key(ed25519.Ed25519PrivateKey.generate()), "a kind that is not signed"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_request_is_refused(what: str) -> None:
    data, says = HOSTILE[what]
    with pytest.raises(EstateError, match=says) as caught:
        requested(data, HOST)
    assert str(caught.value).isprintable()


@given(place=st.integers(0, len(DER) - 1), bit=st.integers(0, 7))
def test_one_changed_bit_gives_no_other_key(place: int, bit: int) -> None:
    """All but a count of unused bits beside the signature is covered by it."""
    changed = bytearray(DER)
    changed[place] ^= 1 << bit
    try:
        assert requested(bytes(changed), HOST) == KEY.public_key()
    except EstateError:
        return
    assert DER[place - 2] == BIT_STRING, "the count follows the tag and the length"


@given(st.binary(max_size=600))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EstateError):
        requested(data, HOST)


def test_what_a_request_asks_for_is_not_taken_over(by: Authority) -> None:
    more = [
        x509.BasicConstraints(ca=True, path_length=None),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.CODE_SIGNING]),
    ]
    made = sign(by, requested(request(KEY, common="Root CA", more=more), HOST), HOST, 90, NOW)
    assert made.subject == named(HOST)
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert list(made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]


@pytest.mark.parametrize("bits", [None, 2048])
def test_a_bundle_opens_by_its_password_alone(by: Authority, bits: int | None) -> None:
    key = new_key(rsa_bits=bits)
    made = sign(by, key.public_key(), HOST, 90, NOW)
    data = bundle("court/nvr-1", key, made, by, "Grüße-2026")
    opened, own, others = pkcs12.load_key_and_certificates(data, "Grüße-2026".encode())
    assert isinstance(opened, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    assert (opened.public_key(), own, others) == (key.public_key(), made, [by.certificate])
    with pytest.raises(ValueError, match="password"):
        pkcs12.load_key_and_certificates(data, b"another")


@pytest.mark.parametrize(
    ("name", "host", "same"),
    [
        ("10.0.0.5", HOST, True),
        ("010.0.0.5", HOST, False),
        ("10.0.0.50", HOST, False),
        ("::ffff:10.0.0.5", HOST, False),
        ("NVR.Example.", "nvr.example", True),
        ("nvr.example.org", "nvr.example", False),
        ("", HOST, False),
    ],
)
def test_one_host_has_one_name_in_any_spelling(name: str, host: str, *, same: bool) -> None:
    assert same_host(name, host) is same
