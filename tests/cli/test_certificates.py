"""`sightline certificates`, from no CA to a device that is checked by it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sightline.errors import UntrustedCertificate
from sightline.estate.authority import CERTIFICATE, KEY, pem
from sightline.estate.load import load_estate, variable
from sightline.estate.state import Pin, State
from sightline.records.audit.keys import NAME
from sightline.records.journal import entries
from sightline.wire.http import Endpoint, Http, Limits
from sightline.wire.tls import fingerprint
from tests.cli.quick import Ended, Quick
from tests.ownca import HOST, Private, estate_of, key_pem, name_ca, opened, request, self_signed, serves, with_ca
from tests.wire.server import Server, challenge, reply, serving

WORD = "Very-secret-2026"


class Estate:
    """An estate, and the device `court/lobby` of it: a TLS server with a certificate of its own."""

    def __init__(self, folder: Path, server: Server, sightline: Quick) -> None:
        self.folder, self.server, self._run, self.environment = folder, server, sightline, dict[str, str]()

    def __call__(self, *words: str, stdin: str = "") -> Ended:
        at = ("--estate", str(self.folder))
        return self._run(*at, "certificates", *words, environment=self.environment, stdin=stdin)

    def trust(self, *words: str) -> Ended:
        return self._run("--estate", str(self.folder), "trust", *words)

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every journal's lines, without the times; two runs of one second have no order by their names."""
        found = (self.folder / ".sightline" / "runs").glob("*/journal.jsonl")
        journals = sorted(found, key=lambda journal: journal.stat().st_mtime_ns)
        return [line for journal in journals for line in entries(journal)]

    def install(self, folder: Path, key: Private, chain: bytes) -> None:
        """As a person does it by hand."""
        self.server.context = serves(folder, key, chain)

    def speaks(self) -> bool:
        """Whether a run would speak to the device."""
        pin = State(self.folder).pins("court/lobby")
        where = Endpoint(
            scheme="https",
            host=HOST,
            port=self.server.port,
            pin=pin.certificate_sha256 or None if pin else None,
            ca_file=load_estate(self.folder).ca_file,
        )
        http = Http(endpoint=where, user="a", password="b", limits=Limits(connect_seconds=2, read_seconds=2))
        try:
            return http.request("GET", "/").status == 200
        except UntrustedCertificate:
            return False
        finally:
            http.close()


@pytest.fixture
def estate(tmp_path: Path, sightline: Quick, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv(variable(NAME), f"token:{'5e' * 32}")
    key, own = self_signed(HOST, common="factory\x1b[2J")
    with serving(
        lambda asked: reply(200) if asked.authorization else challenge(), serves(tmp_path, key, pem(own))
    ) as s:
        addresses = {"lobby": f"https://{HOST}:{s.port}", "old": "http://127.0.0.1:1", "host": "ssh://r@127.0.0.1:2"}
        estate_of(tmp_path / "estate", addresses)
        yield Estate(tmp_path / "estate", s, sightline)


@pytest.fixture
def ready(estate: Estate) -> Estate:
    """With a CA, whose key is in the environment."""
    _, estate.environment = with_ca(estate.folder)
    return estate


def kdbx(folder: Path) -> None:
    """The estate's store becomes a KeePass file."""
    file = folder / "inventory" / "estate.yml"
    store = "secrets: {store: kdbx, file: .sightline/s.kdbx, key_file: .sightline/s.key}"
    file.write_text(file.read_text().replace("secrets: {store: env}", store))


def files(estate: Estate, pattern: str) -> list[Path]:
    return sorted((estate.folder / ".sightline" / "certificates").glob(pattern))


def test_from_no_ca_to_a_device_that_is_checked_by_it(estate: Estate, tmp_path: Path) -> None:
    kdbx(estate.folder)
    assert estate.trust("court/lobby", "--yes").status == 0
    assert estate.speaks()
    made = estate("init", "--reason", "our own")
    assert (made.status, made.err) == (0, "")
    assert "ca_file: inventory/ca.pem" in made.out
    name_ca(estate.folder)
    issued = estate("issue", "court/lobby", stdin=f"{WORD}\n")
    assert (issued.status, issued.err) == (0, "")
    assert "ca_file" not in issued.out
    assert estate("list").status == 0
    [bundle] = files(estate, "*.p12")
    key, own, chain = opened(bundle, WORD)
    estate.install(tmp_path, key, chain)
    assert not estate.speaks(), "the pin is another one"
    changed = estate("list")
    assert (changed.status, "CHANGED" in changed.out) == (2, True)
    accepted = estate.trust("court/lobby", "--yes")
    assert (accepted.status, accepted.err) == (0, "")
    assert "The estate's CA vouches for it" in accepted.out
    assert State(estate.folder).pins("court/lobby") == Pin(serial="", certificate_sha256="")
    assert estate.speaks()
    listed = estate("list")
    assert (listed.status, "ours, vouched for: CN=127.0.0.1" in listed.out) == (0, True)
    events = [one["event"] for one in estate.events]
    assert events == ["run", "ca-made", "run", "certificate-issued"]
    last = estate.events[-1]
    assert (last["device"], last["host"], last["serial"]) == ("court/lobby", HOST, f"{own.serial_number:x}")
    assert last["sha256"] == fingerprint(own.public_bytes(serialization.Encoding.DER))
    assert estate.events[0]["reason"] == "our own"


def test_a_device_that_still_shows_its_old_certificate_keeps_a_pin(ready: Estate) -> None:
    name_ca(ready.folder)
    assert ready("issue", "court/lobby", stdin=f"{WORD}\n").status == 0
    accepted = ready.trust("court/lobby", "--yes")
    assert "does not vouch for it" in accepted.out
    pin = State(ready.folder).pins("court/lobby")
    assert pin is not None
    assert pin.certificate_sha256
    assert ready.speaks()


def test_a_certificate_of_another_device_is_not_taken_for_this_ones(ready: Estate, tmp_path: Path) -> None:
    sites = ready.folder / "inventory" / "sites" / "court.yml"
    before = sites.read_text()
    sites.write_text(before.replace(f"https://{HOST}", "https://127.0.0.9"))
    name_ca(ready.folder)
    assert ready("issue", "court/lobby", stdin=f"{WORD}\n").status == 0
    sites.write_text(before)
    key, _, chain = opened(files(ready, "*.p12")[0], WORD)
    ready.install(tmp_path, key, chain)
    assert "does not vouch for it (IP address mismatch" in ready.trust("court/lobby", "--yes").out
    assert "ours, pinned" in ready("list").out


def test_a_devices_own_request_is_signed_and_installed(ready: Estate, tmp_path: Path) -> None:
    name_ca(ready.folder)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "lobby.csr").write_bytes(request(key, names=[HOST]))
    issued = ready("issue", "court/lobby", "--csr", str(tmp_path / "lobby.csr"), "--days", "90")
    assert (issued.status, issued.err, files(ready, "*.p12")) == (0, "", [])
    [chain] = files(ready, "*.pem")
    ready.install(tmp_path, key, chain.read_bytes())
    assert ready.speaks(), "it has no pin: the CA alone vouches"
    assert ready("list").status == 0
    assert ready.events[-1]["key"] == "the device's own, by its request"


@pytest.mark.skipif(not which("openssl"), reason="needs the program openssl")
@pytest.mark.parametrize("rsa_key", [True, False])
def test_openssl_opens_the_bundle_and_vouches_for_the_chain(ready: Estate, tmp_path: Path, *, rsa_key: bool) -> None:
    words = ["--output", str(tmp_path / "out"), *(["--rsa"] if rsa_key else [])]
    assert ready("issue", "court/lobby", *words, stdin=f"{WORD}\n").status == 0
    [chain], [bundle] = (tmp_path / "out").glob("*.pem"), (tmp_path / "out").glob("*.p12")
    strict = f"openssl verify -x509_strict -purpose sslserver -verify_ip {HOST} -CAfile {ready.folder / CERTIFICATE}"
    assert said(*strict.split(), str(chain)) == f"{chain}: OK\n"
    whole = said("openssl", "pkcs12", "-in", str(bundle), "-nodes", "-passin", f"pass:{WORD}")
    assert (whole.count("BEGIN CERTIFICATE"), whole.count("BEGIN PRIVATE KEY")) == (2, 1)
    assert isinstance(opened(bundle, WORD)[0], rsa.RSAPrivateKey) is rsa_key


def said(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_no_key_and_no_password_lies_open(ready: Estate, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ready.environment[variable("pw")] = f"lobby:{WORD}"
    issued = ready("issue", "court/lobby", "--password-secret", "pw", "--output", str(out))
    assert issued.status == 0
    [bundle] = out.glob("*.p12")
    key, _, _ = opened(bundle, WORD)
    assert bundle.stat().st_mode & 0o077 == 0
    secret = ready.environment[variable(KEY)].partition(":")[2]
    kept = [path for root in (ready.folder, out) for path in root.rglob("*") if path.is_file()]
    whole = b"".join(path.read_bytes() for path in kept) + (issued.out + issued.err).encode()
    for word in (WORD, secret, key_pem(key).decode().splitlines()[1], "PRIVATE"):
        assert word.encode() not in whole


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["issue", "court/none"], "no device 'court/none' in the inventory"),
        (["issue", "court/old"], "court/old has an http:// address: over plain HTTP no certificate is shown"),
        (["issue", "court/host"], "court/host has an ssh:// address"),
        (["issue", "court/lobby", "--days", "826"], "826"),
        (["issue", "court/lobby", "--csr", "/dev/null/none"], "does not exist"),
        (["issue", "court/lobby", "--password-secret", "nowhere"], "no secret 'nowhere'"),
        (["issue", "court/lobby", "--password-secret", "token"], "has no password"),
        (["issue", "court/lobby", "--password-secret", "weak"], "password has 8 characters at least"),
        (["issue", "court/lobby", "--output", "/proc/nowhere"], "/proc/nowhere"),
        (["issue", "court/lobby"], "password has 8 characters at least"),
        (["init"], "the store 'env' can't be written; nothing was made. Use store: kdbx"),
        (["list", "court/old"], "none of these devices has an https:// address"),
        (["list", "nowhere"], "target 'nowhere' matches no device"),
    ],
)
def test_what_could_not_be_done_is_1_in_one_clear_line(ready: Estate, words: list[str], says: str) -> None:
    ready.environment |= {variable("token"): "token:abcdefghijkl", variable("weak"): "lobby:1234567"}
    if words[0] == "init":
        (ready.folder / CERTIFICATE).unlink()
    stdin = f"{WORD}\n" if "--output" in words else "short\n"
    ended = ready(*words, stdin=stdin)
    assert (ended.status, ended.out) == (1, "")
    assert says in " ".join(ended.err.split())
    assert "Traceback" not in ended.err
    assert files(ready, "*") == []
    assert ready.server.connections == 0
    assert (ready.folder / CERTIFICATE).exists() is (words[0] != "init")


def test_a_request_comes_alone(ready: Estate, tmp_path: Path) -> None:
    (tmp_path / "lobby.csr").write_bytes(request(ec.generate_private_key(ec.SECP256R1())))
    for more in (["--rsa"], ["--password-secret", "x"]):
        ended = ready("issue", "court/lobby", "--csr", str(tmp_path / "lobby.csr"), *more)
        assert (ended.status, "are for a key made here" in " ".join(ended.err.split())) == (1, True)


@pytest.mark.parametrize("what", ["another host's", "a damaged one"])
def test_a_hostile_request_leaves_no_certificate_and_no_entry(ready: Estate, tmp_path: Path, what: str) -> None:
    names = ["10.9.8.7"] if what == "another host's" else [HOST]
    data = request(ec.generate_private_key(ec.SECP256R1()), names=names)
    (tmp_path / "lobby.csr").write_bytes(data if names != [HOST] else data[:200])
    ended = ready("issue", "court/lobby", "--csr", str(tmp_path / "lobby.csr"))
    assert (ended.status, ended.out, files(ready, "*")) == (1, "", [])
    assert ("names 10.9.8.7" if names != [HOST] else "no certificate request") in ended.err
    assert [one["event"] for one in ready.events] == ["run"]


def test_without_a_ca_nothing_is_asked_and_nothing_issued(estate: Estate) -> None:
    ended = estate("issue", "court/lobby", stdin=f"{WORD}\n")
    assert (ended.status, ended.out) == (1, "")
    assert "the estate has no CA yet" in ended.err
    assert estate.events[1:] == []


def test_a_list_shows_no_control_characters_and_sends_nothing(estate: Estate) -> None:
    table, data = estate("list"), estate("list", "court", "--format", "json")
    assert (table.status, data.status, table.err, data.err) == (0, 0, "", "")
    assert "\x1b" not in table.out + data.out
    assert "not ours, not trusted: " in table.out
    [row] = json.loads(data.out)["certificates"]
    assert (row["device"], row["trust"], row["subject"]) == ("lobby", None, "CN=factory\x1b[2J")
    assert estate.server.received == 0


@pytest.mark.parametrize("words", [["init"], ["issue", "a/b"], ["list"]])
def test_an_estate_that_is_not_there_is_1(tmp_path: Path, sightline: Quick, words: list[str]) -> None:
    ended = sightline("--estate", str(tmp_path / "nowhere"), "certificates", *words)
    assert (ended.status, ended.out) == (1, "")
    assert "is no estate" in ended.err
    assert not (tmp_path / "nowhere").exists()
