"""The estate's own CA: how it is made, where its key is, and when it does not sign."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sightline.errors import EstateError
from sightline.estate.authority import CERTIFICATE, KEY, PrivateKey, certificates_in, load, make, new_key, trusted
from sightline.estate.load import load_estate
from sightline.estate.model import Estate
from sightline.estate.secrets import AnySecret, Secret, TokenSecret, open_store
from sightline.estate.signing import sign
from tests.ownca import Memory, estate_of, self_signed, writable

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return writable(estate_of(tmp_path / "estate", {"nvr-1": "https://10.0.0.5"}))


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_its_certificate_is_in_the_estate_and_its_key_in_the_store_alone(estate: Estate) -> None:
    store = Memory()
    made = make(estate, store, NOW, with_rsa=False)
    file = estate.folder / CERTIFICATE
    assert certificates_in(file) == [made.certificate]
    assert file.stat().st_mode & 0o777 == 0o644
    kept = store.kept[KEY]
    assert isinstance(kept, Secret)
    assert isinstance(serialization.load_der_private_key(b64decode(kept.password), None), ec.EllipticCurvePrivateKey)
    whole = everything(estate.folder)
    assert b"PRIVATE" not in whole
    assert kept.password.encode() not in whole
    assert kept.password not in repr((store.kept, made))


def test_it_is_a_ca_for_ten_years_without_name_constraints(estate: Estate) -> None:
    own = make(estate, Memory(), NOW, with_rsa=False).certificate
    assert own.signature_algorithm_oid == x509.SignatureAlgorithmOID.ECDSA_WITH_SHA256
    assert abs(own.not_valid_after_utc - NOW - 10 * YEAR) < timedelta(days=4)
    limits = own.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limits.critical, limits.value.ca, limits.value.path_length) == (True, True, 0)
    may = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (may.key_cert_sign, may.crl_sign, may.digital_signature) == (True, True, False)
    assert not any(isinstance(one.value, x509.NameConstraints) for one in own.extensions)


def test_it_can_be_rsa(estate: Estate) -> None:
    made = make(estate, Memory(), NOW, with_rsa=True)
    assert isinstance(made.key, rsa.RSAPrivateKey)
    assert made.key.key_size == 3072
    assert load(estate, Memory(kept(made.key)), NOW).key.public_key() == made.key.public_key()


def kept(key: PrivateKey) -> dict[str, AnySecret]:
    form = serialization.PrivateFormat.PKCS8
    data = key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    return {KEY: Secret("ca", b64encode(data).decode())}


def test_a_store_that_cannot_be_written_is_refused_before_anything_is_made(estate: Estate) -> None:
    environment = replace(estate, secrets=replace(estate.secrets, store="env"))
    with pytest.raises(EstateError, match=r"nothing was made\. Use store: kdbx"):
        make(environment, open_store(environment), NOW, with_rsa=False)
    assert not (estate.folder / CERTIFICATE).exists()


def test_a_store_that_fails_leaves_no_certificate(estate: Estate) -> None:
    class Full(Memory):
        def set(self, name: str, value: object) -> None:
            raise EstateError("the disk is full")

    with pytest.raises(EstateError, match="full"):
        make(estate, Full(), NOW, with_rsa=False)
    assert not (estate.folder / CERTIFICATE).exists()


def test_no_device_can_have_its_key_sent_as_a_password(estate: Estate) -> None:
    site = estate.folder / "inventory" / "sites" / "court.yml"
    site.write_text(site.read_text().replace("secret: court/nvr-1", f'secret: "{KEY}"'))
    with pytest.raises(EstateError, match="secret"):
        load_estate(estate.folder)


def test_it_is_never_made_over_another(estate: Estate) -> None:
    store = Memory()
    make(estate, store, NOW, with_rsa=False)
    before, key = (estate.folder / CERTIFICATE).read_bytes(), store.kept[KEY]
    with pytest.raises(EstateError, match="is there"):
        make(estate, store, NOW, with_rsa=False)
    assert ((estate.folder / CERTIFICATE).read_bytes(), store.kept[KEY]) == (before, key)


def test_made_anew_it_vouches_for_what_it_has_signed_before(estate: Estate) -> None:
    store = Memory()
    first = make(estate, store, NOW - 11 * YEAR, with_rsa=False)
    leaf = sign(first, new_key(rsa_bits=None).public_key(), "10.0.0.5", 825, NOW - 11 * YEAR)
    with pytest.raises(EstateError, match=r"the CA ended on .*certifies the same key anew"):
        load(estate, store, NOW)
    (estate.folder / CERTIFICATE).unlink()
    again = make(estate, store, NOW, with_rsa=False)
    assert again.certificate != first.certificate
    leaf.verify_directly_issued_by(again.certificate)
    assert load(estate, store, NOW).certificate == again.certificate


def test_a_key_of_another_kind_in_the_store_is_not_replaced(estate: Estate) -> None:
    store = Memory()
    make(estate, store, NOW, with_rsa=False)
    (estate.folder / CERTIFICATE).unlink()
    before = dict(store.kept)
    with pytest.raises(EstateError, match="no RSA key; nothing was made"):
        make(estate, store, NOW, with_rsa=True)
    assert store.kept == before
    assert not (estate.folder / CERTIFICATE).exists()


def test_without_one_nothing_is_signed(estate: Estate) -> None:
    with pytest.raises(EstateError, match=r"no CA yet .*sightline certificates init"):
        load(estate, Memory(), NOW)


def test_one_that_is_not_good_now_signs_nothing(estate: Estate) -> None:
    store = Memory()
    make(estate, store, NOW, with_rsa=False)
    assert load(estate, store, NOW)
    for moment, says in ((NOW + 11 * YEAR, "the CA ended on"), (NOW - YEAR, "is this machine's clock right")):
        with pytest.raises(EstateError, match=says):
            load(estate, store, moment)


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        (None, "the CA's key is missing"),
        (TokenSecret("abc"), "no key of a CA"),
        (Secret("certificate-authority", "no base64!"), "no key of a CA"),
        (Secret("certificate-authority", "AAAA"), "no key of a CA"),
    ],
)
def test_without_its_key_nothing_is_signed(estate: Estate, secret: Secret | TokenSecret | None, says: str) -> None:
    make(estate, Memory(), NOW, with_rsa=False)
    with pytest.raises(EstateError, match=says):
        load(estate, Memory({KEY: secret} if secret else {}), NOW)


def test_a_certificate_of_another_key_signs_nothing(estate: Estate) -> None:
    make(estate, Memory(), NOW, with_rsa=False)
    with pytest.raises(EstateError, match="is not of the key 'Estate CA'"):
        load(estate, Memory(kept(new_key(rsa_bits=None))), NOW)


def test_a_file_that_is_no_ca_signs_nothing(estate: Estate) -> None:
    key, certificate = self_signed("10.0.0.5")
    (estate.folder / CERTIFICATE).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    with pytest.raises(EstateError, match="no certificate of a CA"):
        load(estate, Memory(kept(key)), NOW)
    (estate.folder / CERTIFICATE).write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(EstateError, match="no certificate in PEM form"):
        load(estate, Memory(), NOW)


def test_what_the_estate_names_is_trusted_else_its_own(estate: Estate) -> None:
    assert trusted(estate) == []
    own = make(estate, Memory(), NOW, with_rsa=False).certificate
    assert trusted(estate) == [own]
    other = estate.folder / "other.pem"
    with pytest.raises(EstateError, match=r"other\.pem: the certificate of the CA cannot be read"):
        trusted(replace(estate, ca_file=other))
    _, stranger = self_signed("10.0.0.5")
    other.write_bytes(stranger.public_bytes(serialization.Encoding.PEM))
    assert trusted(replace(estate, ca_file=other)) == [stranger]
