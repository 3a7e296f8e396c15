"""What opens a device, and where it is kept. Nothing here ever shows a value: not in repr, not in a message."""

import os
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from sightline.errors import DeviceError, EstateError, NotAllowed
from sightline.estate.load import variable
from sightline.estate.model import Device, Estate
from sightline.estate.words import clean, shown


class SecretMissing(DeviceError, LookupError):
    """The store has no usable secret of that name: this one device is not read."""

    status = "refused"


@dataclass(frozen=True)
class Secret:
    """A user and a password."""

    user: str
    password: str = field(repr=False)

    @property
    def value(self) -> str:
        """The text that `parse` takes."""
        return f"{self.user}:{self.password}"


@dataclass(frozen=True)
class KeySecret:
    """A private key in a file, for SSH; a relative path starts at the estate's folder."""

    path: Path

    @property
    def value(self) -> str:
        """The text that `parse` takes."""
        return f"key:{self.path}"


@dataclass(frozen=True)
class TokenSecret:
    """A token that stands for a login."""

    token: str = field(repr=False)

    @property
    def value(self) -> str:
        """The text that `parse` takes."""
        return f"token:{self.token}"


AnySecret = Secret | KeySecret | TokenSecret


class Store(Protocol):
    """Where secrets are kept, by name."""

    @property
    def path(self) -> Path | None:
        """The file, or None where there is none."""
        ...

    def get(self, name: str) -> AnySecret:
        """The secret. Raises SecretMissing with the way out."""
        ...

    def names(self) -> tuple[str, ...]:
        """The names that have a secret, sorted."""
        ...

    def set(self, name: str, value: str | AnySecret) -> None:
        """Keeps a secret, and proves that it is kept. Raises EstateError where the store can't be written."""
        ...


def parse(value: str) -> AnySecret:
    """`user:password` (split at the first colon), `key:PATH` or `token:…`. Raises ValueError, without the value."""
    head, colon, rest = value.partition(":")
    if not colon or not head or not rest:
        raise ValueError("a secret is written user:password, key:PATH or token:…, with no part empty")
    if head == "key":
        return checked(KeySecret(Path(rest)))
    return checked(TokenSecret(rest) if head == "token" else Secret(head, rest))


def checked(secret: AnySecret) -> AnySecret:
    """The secret itself. Raises ValueError where it can only be a slip: it would cost a login."""
    if not secret.value.isprintable():
        raise ValueError("a secret holds no line end and no control character")
    if isinstance(secret, Secret) and not (secret.user and secret.password):
        raise ValueError("a secret has a user and a password, and neither is empty")
    return secret


def as_secret(value: str | AnySecret) -> AnySecret:
    """A value of `Store.set`. Raises EstateError: it was typed by someone who can type it again."""
    try:
        return parse(value) if isinstance(value, str) else checked(value)
    except ValueError as error:
        raise EstateError(str(error)) from None


def fingerprint(secret: AnySecret, key: bytes) -> str:
    """Tells whether a secret has changed, and nothing else to whoever has not the key."""
    parts = [type(secret).__name__, secret.value]
    if isinstance(secret, KeySecret) and secret.path.is_file():
        parts.append(blake2b(secret.path.read_bytes(), key=key).hexdigest())
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(text, key=key, digest_size=16, person=b"sightline").hexdigest()


def secret_for(store: Store, device: Device) -> AnySecret:
    """The device's secret. Raises NotAllowed where its user is not the one in the device's address."""
    secret = store.get(device.secret)
    user = device.address.user
    if isinstance(secret, Secret) and user and user != secret.user:
        text = f"the address says user {shown(user)} and the secret {shown(device.secret)} is of another one"
        raise NotAllowed(f"{device.id}: {text}; nothing was sent")
    return secret


def open_store(estate: Estate) -> Store:
    """The estate's store. A KeePass file is opened at the first `get`, once."""
    if estate.secrets.store == "env":
        return EnvStore(tuple(sorted({device.secret for device in estate.devices})), estate.folder)
    from sightline.estate.keepass import KeePassStore

    assert estate.secrets.file is not None
    return KeePassStore(estate.secrets.file, estate.secrets.key_file, estate.folder)


def settled(secret: AnySecret, folder: Path) -> AnySecret:
    """A key's path made absolute."""
    return KeySecret(folder / secret.path.expanduser()) if isinstance(secret, KeySecret) else secret


@dataclass(frozen=True)
class EnvStore:
    """Variables of the environment, which Sightline reads and never writes."""

    declared: tuple[str, ...]
    folder: Path

    @property
    def path(self) -> Path | None:
        """None: it is no file."""
        return None

    def get(self, name: str) -> AnySecret:
        """The variable's value as a secret."""
        value = os.environ.get(variable(name))
        if value is None:
            raise SecretMissing(f"no secret {shown(name)}: the variable {variable(name)} is not set")
        try:
            return settled(parse(value), self.folder)
        except ValueError as error:
            raise SecretMissing(f"the variable {variable(name)} is no secret: {error}") from None

    def names(self) -> tuple[str, ...]:
        """The secrets of the inventory whose variable is set: the names of others can't be told from a variable."""
        return tuple(name for name in self.declared if variable(name) in os.environ)

    def set(self, name: str, value: str | AnySecret) -> None:
        """Refused: a variable that we set is gone when we end."""
        as_secret(value)
        text = f"set {variable(name)} where your service keeps its environment, or use store: kdbx"
        raise EstateError(f"the secret store 'env' can't be written: {clean(text)}")
