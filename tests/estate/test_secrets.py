"""Both stores give the same secrets, say what is missing, and never show a value."""

import io
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from sightline.errors import Busy, EstateError, NotAllowed
from sightline.estate.files import locked
from sightline.estate.keepass import KeePassStore, living, saved
from sightline.estate.load import load_estate
from sightline.estate.secrets import (
    AnySecret,
    KeySecret,
    Secret,
    SecretMissing,
    TokenSecret,
    fingerprint,
    open_store,
    parse,
    secret_for,
)


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("admin:pa:ss", Secret("admin", "pa:ss")),
        ("admin: Grüße ", Secret("admin", " Grüße ")),
        ("key:/etc/key", KeySecret(Path("/etc/key"))),
        ("token:abc", TokenSecret("abc")),
    ],
)
def test_a_value_reads_back(value: str, secret: AnySecret) -> None:
    assert parse(value) == secret
    assert secret.value == value


@pytest.mark.parametrize("value", ["hunter2", ":hunter2", "admin:", "admin:hunter2\n", "token:", "key:"])
def test_a_value_that_can_only_be_a_slip_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(ValueError, match="secret") as error:
        parse(value)
    assert "hunter2" not in str(error.value)


def test_no_repr_shows_a_value() -> None:
    assert repr([Secret("admin", "hunter2"), TokenSecret("hunter2")]).count("hunter2") == 0


def test_a_fingerprint_changes_with_the_secret_and_with_the_key(tmp_path: Path) -> None:
    key, other = b"k" * 32, b"o" * 32
    first = fingerprint(Secret("a", "b"), key)
    assert first == fingerprint(Secret("a", "b"), key)
    assert len({first, fingerprint(Secret("a", "c"), key), fingerprint(Secret("a", "b"), other)}) == 3
    file = tmp_path / "key"
    file.write_text("one")
    before = fingerprint(KeySecret(file), key)
    file.write_text("two")
    assert fingerprint(KeySecret(file), key) != before


def test_the_environment_gives_what_it_has(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(load_estate(folder))
    assert store.path is None
    with pytest.raises(SecretMissing, match="variable SIGHTLINE_SECRET_COURT_NVR_1 is not set") as missing:
        store.get("court/nvr-1")
    assert missing.value.status == "refused"
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_NVR_1", "hunter2")
    with pytest.raises(SecretMissing, match="user:password") as slip:
        store.get("court/nvr-1")
    assert "hunter2" not in str(slip.value)
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_NVR_1", "admin:hunter2")
    assert store.get("court/nvr-1") == Secret("admin", "hunter2")
    assert store.names() == ("court/nvr-1",)
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_NVR_1", "key:id_ed25519")
    assert store.get("court/nvr-1") == KeySecret(folder / "id_ed25519")
    with pytest.raises(EstateError, match="can't be written"):
        store.set("court/nvr-1", "admin:new")


def test_the_user_of_an_address_is_the_secrets_user(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_NVR_1", "admin:hunter2")
    estate = load_estate(folder)
    device = estate.devices[0]
    assert secret_for(open_store(estate), device) == Secret("admin", "hunter2")
    other = replace(device, address=replace(device.address, user="recorder"))
    with pytest.raises(NotAllowed, match="user 'recorder'"):
        secret_for(open_store(estate), other)


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A KeePass file with two secrets and its key."""
    folder = tmp_path_factory.mktemp("vault")
    store = KeePassStore(folder / "s.kdbx", folder / "s.key", folder)
    store.set("court/nvr-1", "admin:pa:ss")
    store.set("court/key", "key:id")
    return folder


@pytest.fixture
def store(vault: Path, tmp_path: Path) -> Iterator[KeePassStore]:
    """A copy of it."""
    shutil.copytree(vault, tmp_path / "vault")
    yield KeePassStore(tmp_path / "vault" / "s.kdbx", tmp_path / "vault" / "s.key", tmp_path)
    left = {path.name for path in (tmp_path / "vault").iterdir()}
    assert left <= {"s.kdbx", "s.key", "s.kdbx.lock"}, "a temporary file was left"


def test_keepass_keeps_secrets_as_people_read_them(store: KeePassStore) -> None:
    assert store.names() == ("court/key", "court/nvr-1")
    assert store.get("court/nvr-1") == Secret("admin", "pa:ss")
    assert store.get("court/key") == KeySecret(store.folder / "id")
    entry = next(entry for entry in living(store._open()) if entry.title == "court/nvr-1")
    assert (entry.username, entry.password) == ("admin", "pa:ss")
    assert store.key_file is not None
    for file in (store.path, store.key_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_changed_secret_keeps_its_entry_and_its_history(store: KeePassStore) -> None:
    store.set("court/nvr-1", Secret("key", "new"))
    fresh = KeePassStore(store.path, store.key_file, store.folder)
    assert fresh.get("court/nvr-1") == store.get("court/nvr-1") == Secret("key", "new")
    entry = next(entry for entry in living(fresh._open()) if entry.title == "court/nvr-1")
    assert [old.password for old in entry.history] == ["pa:ss"]


def test_several_are_kept_all_or_none(store: KeePassStore) -> None:
    store.keep({"court/a": "admin:A-1", "court/b": "admin:B-1"})
    with pytest.raises(EstateError):
        store.keep({"court/a": "admin:A-2", "court/c": "no-colon"})
    assert KeePassStore(store.path, store.key_file, store.folder).get("court/a") == Secret("admin", "A-1")
    assert {"court/a", "court/b"} <= {*store.names()}
    assert "court/c" not in store.names()


def test_a_missing_entry_says_how_to_add_it(store: KeePassStore) -> None:
    with pytest.raises(SecretMissing, match="no entry 'court/x': `sightline secrets set court/x`"):
        store.get("court/x")


def test_an_entry_in_the_recycle_bin_is_gone_and_two_of_one_name_are_refused(store: KeePassStore) -> None:
    database = store._open()
    database.trash_entry(next(entry for entry in living(database) if entry.title == "court/key"))
    database.add_entry(database.add_group(database.root_group, "more"), "court/nvr-1", "admin", "other")
    store.path.write_bytes(saved(database))
    with pytest.raises(SecretMissing, match="no entry"):
        store.get("court/key")
    with pytest.raises(SecretMissing, match="2 entries"):
        store.get("court/nvr-1")


@pytest.mark.parametrize("damage", [b"", b"not a KeePass file at all", None])
def test_a_file_that_does_not_open_is_named_with_the_way_out(store: KeePassStore, damage: bytes | None) -> None:
    data = store.path.read_bytes()
    store.path.write_bytes(data[:-40] if damage is None else damage)
    with pytest.raises(EstateError, match=r"s\.kdbx: it is no KeePass file, or a damaged one; restore"):
        store.get("court/nvr-1")


def test_a_wrong_key_is_told_from_a_damaged_file(store: KeePassStore) -> None:
    assert store.key_file is not None
    store.key_file.write_text("0" * 64)
    with pytest.raises(EstateError, match=r"the key file .*s\.key does not open it; put the right key"):
        store.get("court/nvr-1")


def test_a_key_file_that_others_read_or_that_is_gone_is_refused(store: KeePassStore) -> None:
    assert store.key_file is not None
    store.key_file.chmod(0o644)
    with pytest.raises(EstateError, match="chmod 600"):
        store.get("court/nvr-1")
    store.key_file.unlink()
    with pytest.raises(EstateError, match=r"cannot be read .* restore it from your backup"):
        store.get("court/nvr-1")
    assert not store.key_file.exists(), "a new key opens nothing"


def test_no_key_and_no_terminal_says_what_to_do(store: KeePassStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(EstateError, match=r"no terminal to ask.*key_file"):
        KeePassStore(store.path, None, store.folder).get("court/nvr-1")


def test_a_passphrase_is_asked_for_once_and_a_credential_spares_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def answer(text: str, *, hide_input: bool, confirmation_prompt: bool, err: bool) -> str:
        assert hide_input
        asked.append(confirmation_prompt)
        return "correct horse"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "prompt", answer)
    store = KeePassStore(tmp_path / "s.kdbx", None, tmp_path)
    store.set("a", "admin:x")
    assert asked == [True]
    (tmp_path / "sightline-key").write_text("correct horse\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert KeePassStore(tmp_path / "s.kdbx", None, tmp_path).get("a") == Secret("admin", "x")
    assert asked == [True]


def test_what_did_not_read_back_leaves_the_file_as_it_was(store: KeePassStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(database: Any, name: str, secret: AnySecret) -> None:
        pass

    before = store.path.read_bytes()
    monkeypatch.setattr("sightline.estate.keepass.put", forgets)
    with pytest.raises(EstateError, match="did not read back"):
        store.set("court/new", "admin:x")
    assert store.path.read_bytes() == before


def test_a_store_that_another_process_writes_is_busy(store: KeePassStore, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(sleep=lambda _: None, monotonic=iter(range(0, 10_000, 6)).__next__)
    monkeypatch.setattr("sightline.estate.files.time", clock)
    with (
        locked(store.path.with_name("s.kdbx.lock"), "pid 1", "it"),
        pytest.raises(Busy, match="pid 1"),
    ):
        store.set("court/new", "admin:x")


def test_the_environment_is_not_asked_for_a_file(folder: Path) -> None:
    assert "SIGHTLINE_SECRET_COURT_NVR_1" not in os.environ
    assert open_store(load_estate(folder)).names() == ()
