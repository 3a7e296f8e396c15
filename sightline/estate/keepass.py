"""Secrets in a KeePass file: one entry per name, so that people can open it in KeePass and read it.

Unlocked by the key file of estate.yml, else by a systemd credential (`LoadCredential=sightline-key:…`), else by a
passphrase that is asked for on a terminal.
"""

import io
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import click

from sightline.errors import EstateError
from sightline.estate.files import create_private, locked, private_folder, put_in_place, write_temporary
from sightline.estate.secrets import AnySecret, Secret, SecretMissing, as_secret, checked, parse, settled
from sightline.estate.words import clean, shown

CREDENTIAL = "sightline-key"
Entries = dict[str, list[tuple[str, str]]]


@dataclass
class KeePassStore:
    """The file, opened at the first use; what was read stays in memory until the next `set`."""

    path: Path
    key_file: Path | None
    folder: Path
    _entries: Entries | None = field(default=None, repr=False)
    _passphrase: str | None = field(default=None, repr=False)

    def get(self, name: str) -> AnySecret:
        """The entry's user and password; an entry without a user holds `key:PATH` or `token:…` as its password."""
        found = self._read().get(name, [])
        if not found:
            raise SecretMissing(f"{self} has no entry {shown(name)}: `sightline secrets set {clean(name)}`")
        if len(found) > 1:
            raise SecretMissing(f"{self} has {len(found)} entries {shown(name)}: delete all but one in KeePass")
        user, password = found[0]
        try:
            return settled(checked(Secret(user, password)) if user else parse(password), self.folder)
        except ValueError as error:
            raise SecretMissing(f"{self}, entry {shown(name)}: {error}") from None

    def names(self) -> tuple[str, ...]:
        """The entries' titles."""
        return tuple(sorted(self._read()))

    def set(self, name: str, value: str | AnySecret) -> None:
        """As `keep`, for one."""
        self.keep({name: value})

    def keep(self, values: Mapping[str, str | AnySecret]) -> None:
        """Writes a copy beside the file, opens it again, and only then puts it in the file's place."""
        wanted = {name: as_secret(value) for name, value in values.items()}
        if not wanted:
            return
        private_folder(self.path.parent)
        lock = self.path.with_name(f"{self.path.name}.lock")
        with locked(lock, f"pid {os.getpid()}", str(self), wait_seconds=10):
            database = self._open() if self.path.exists() else self._create()
            for name, secret in wanted.items():
                put(database, name, secret)
            copy = write_temporary(self.path, saved(database))
            try:
                entries = entries_of(self._unlock(copy))
                for name, secret in wanted.items():
                    if entries.get(name) != [fields_of(secret)]:
                        raise EstateError(f"{self}: the entry {shown(name)} did not read back; the file is as it was")
                put_in_place(copy, self.path)
            finally:
                copy.unlink(missing_ok=True)
            self._entries = entries

    def __str__(self) -> str:
        return clean(self.path)

    def _read(self) -> Entries:
        if self._entries is None:
            self._entries = entries_of(self._open()) if self.path.exists() else {}
        return self._entries

    def _open(self) -> Any:
        return self._unlock(self.path)

    def _unlock(self, path: Path) -> Any:
        from pykeepass import PyKeePass
        from pykeepass.exceptions import CredentialsError

        data, key = self._bytes(path), self._key(new=False)
        try:
            return PyKeePass(io.BytesIO(data), **key)
        except CredentialsError:
            self._passphrase = None
            raise EstateError(f"{self}: {self._opened_by()} does not open it; {self._way_out()}") from None
        except Exception:  # noqa: BLE001 - a damaged file breaks its parser anywhere
            text = "it is no KeePass file, or a damaged one; restore it from your backup"
            raise EstateError(f"{self}: {text}") from None

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise EstateError(f"{self}: it cannot be read: {error.strerror}; check its owner and mode") from None

    def _create(self) -> Any:
        from pykeepass import create_database

        database = create_database(io.BytesIO(), **self._key(new=True))
        database.root_group.name = "Sightline"
        return database

    def _key(self, *, new: bool) -> dict[str, Any]:
        if self.key_file is not None:
            return {"keyfile": io.BytesIO(read_key(self.key_file, self, new=new))}
        if self._passphrase is None:
            self._passphrase = credential() or asked(self, new=new)
        return {"password": self._passphrase}

    def _opened_by(self) -> str:
        if self.key_file is not None:
            return f"the key file {clean(self.key_file)}"
        return "the systemd credential" if credential() else "that passphrase"

    def _way_out(self) -> str:
        return "put the right key file there, or restore both from one backup" if self.key_file else "try another"


def read_key(path: Path, store: KeePassStore, *, new: bool) -> bytes:
    """The key file; made for a new KeePass file. Refused where others than its owner may read it."""
    if new and not path.exists():
        create_private(path, token_hex(32).encode())
    try:
        if path.stat().st_mode & 0o077:
            raise EstateError(f"{clean(path)}: others may read this key file; `chmod 600` it")
        return path.read_bytes()
    except OSError as error:
        text = f"the key file cannot be read ({error.strerror}), and nothing else opens {store}"
        raise EstateError(f"{clean(path)}: {text}; restore it from your backup") from None


def credential() -> str | None:
    """The passphrase that systemd hands to a service, without the line end that an editor leaves."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    with suppress(OSError, UnicodeDecodeError):
        return (Path(folder) / CREDENTIAL).read_text().rstrip("\r\n") or None if folder else None
    return None


def asked(store: KeePassStore, *, new: bool) -> str:
    """The passphrase from a person; twice for a new file."""
    if not sys.stdin.isatty():
        text = "no terminal to ask for its passphrase; set secrets.key_file in inventory/estate.yml"
        raise EstateError(f"{store}: {text}, or hand over the systemd credential {CREDENTIAL}")
    answer = click.prompt(f"Passphrase of {store}", hide_input=True, confirmation_prompt=new, err=True)
    return str(answer)


def entries_of(database: Any) -> Entries:
    """User and password of every entry, by title; what lies in the recycle bin is gone."""
    found: Entries = {}
    for entry in living(database):
        if entry.title:
            found.setdefault(entry.title, []).append((entry.username or "", entry.password or ""))
    return found


def living(database: Any) -> list[Any]:
    """The entries that nobody moved to the recycle bin."""
    bin_group = database.recyclebin_group
    deleted = {entry.uuid for entry in all_below(bin_group)} if bin_group is not None else set()
    return [entry for entry in database.entries or [] if entry.uuid not in deleted]


def all_below(group: Any) -> list[Any]:
    """The entries of a group and of the groups in it."""
    return [*group.entries, *(entry for inner in group.subgroups for entry in all_below(inner))]


def fields_of(secret: AnySecret) -> tuple[str, str]:
    """What stands in the entry's user and password fields."""
    return (secret.user, secret.password) if isinstance(secret, Secret) else ("", secret.value)


def put(database: Any, name: str, secret: AnySecret) -> None:
    """Changes the entry of that title, keeping its history, or adds one."""
    user, password = fields_of(secret)
    found = [entry for entry in living(database) if entry.title == name]
    if not found:
        database.add_entry(database.root_group, name, user, password)
        return
    if len(found) > 1:
        raise EstateError(f"there are {len(found)} entries {shown(name)}: delete all but one in KeePass")
    found[0].save_history()
    found[0].username, found[0].password = user, password


def saved(database: Any) -> bytes:
    """The file's bytes."""
    buffer = io.BytesIO()
    database.save(buffer)
    return buffer.getvalue()
