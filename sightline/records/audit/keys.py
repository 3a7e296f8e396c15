"""The key that signs heads, in the estate's secret store: `audit/signing-key`, a `token:` of 64 hexadecimal digits."""

import os
import re
from dataclasses import dataclass
from secrets import token_bytes

from sightline.errors import EstateError, SightlineError
from sightline.estate.files import locked
from sightline.estate.model import Estate
from sightline.estate.secrets import SecretMissing, Store, TokenSecret, open_store
from sightline.estate.words import shown
from sightline.records.audit.head import SigningKey

#: The key in use; and the one that takes its place, from before the chain names it until it is in use.
NAME, NEXT = "audit/signing-key", "audit/signing-key-next"
SEED = re.compile(r"[0-9a-f]{64}")
WAIT_SECONDS = 30.0


@dataclass
class Keys:
    """The estate's signing keys. A store that was opened for a run is asked first; another process may know more.

    One that was opened again for that takes its place: what is signed by its key is judged by its key.
    """

    estate: Estate
    store: Store

    def now(self, public: str) -> SigningKey:
        """The key that the chain names, or, where it names none yet ("") the store's, made where there is none.

        Raises EstateError with the way out where it is not to be had.
        """
        try:
            return self._kept(self.store, public)
        except SecretMissing:
            self.store = open_store(self.estate)
            return self._first(self.store) if not public else self._known(self.store, public)

    def replace(self, name: str, key: SigningKey) -> None:
        """Keeps a key under that name. Raises EstateError where the store can't be written."""
        self.store.set(name, TokenSecret(key.seed.hex()))

    def _kept(self, store: Store, public: str) -> SigningKey:
        """A rotation that did not reach its end leaves the chain's key under its other name."""
        if not public:
            return loaded(store, NAME)
        found = next((key for key in self.all(store) if key.public == public), None)
        if found is None:
            raise SecretMissing(f"no secret is the key {public[:16]}…")
        return found

    def all(self, store: Store | None = None) -> list[SigningKey]:
        """Those that there are, under both names."""
        return [key for name in (NAME, NEXT) if (key := kept(store or self.store, name))]

    def _known(self, store: Store, public: str) -> SigningKey:
        try:
            return self._kept(store, public)
        except SecretMissing:
            text = f"the chain names the signing key {public[:16]}…, and the secret {shown(NAME)} is not that key"
            way_out = "restore it from your backup, or say `sightline audit rotate --lost`"
            raise EstateError(f"{text}: {way_out}") from None

    def _first(self, store: Store) -> SigningKey:
        """Makes the first key; one process at a time."""
        lock = self.estate.folder / ".sightline" / "locks" / "audit-signing-key.lock"
        with locked(lock, f"pid {os.getpid()}", "the audit chain's signing key", WAIT_SECONDS):
            try:
                return loaded(store, NAME)
            except SecretMissing as problem:
                return made(store, problem)


def loaded(store: Store, name: str) -> SigningKey:
    """The key of that name. Raises SecretMissing, or EstateError where the secret is no key."""
    secret = store.get(name)
    if isinstance(secret, TokenSecret) and SEED.fullmatch(secret.token):
        return SigningKey(bytes.fromhex(secret.token))
    raise EstateError(f"the secret {shown(name)} is no signing key: that is `token:` and 64 hexadecimal digits")


def kept(store: Store, name: str) -> SigningKey | None:
    """The key of that name; None where the store has none."""
    try:
        return loaded(store, name)
    except SecretMissing:
        return None


def made(store: Store, missing: SightlineError) -> SigningKey:
    """A new key, kept under its name before it signs anything."""
    key = SigningKey(token_bytes(32))
    try:
        store.set(NAME, TokenSecret(key.seed.hex()))
    except EstateError as problem:
        why = f" ({problem})" if store.path else ""
        raise EstateError(f"{missing}; give it `token:` and the digits of `openssl rand -hex 32`{why}") from None
    return key
