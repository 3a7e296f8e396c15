"""A store of secrets whose uses stand in the audit chain, by name."""

from dataclasses import dataclass, field
from pathlib import Path

from sightline.estate.secrets import AnySecret, Store
from sightline.records.audit.chain import Chain


@dataclass
class Watched:
    """The store, for one run or verb. A secret that is read again in it is not told again."""

    store: Store
    chain: Chain
    _read: set[str] = field(default_factory=set)

    @property
    def path(self) -> Path | None:
        """The file, or None where there is none."""
        return self.store.path

    def get(self, name: str) -> AnySecret:
        """The secret. Raises SecretMissing with the way out."""
        secret = self.store.get(name)
        if name not in self._read:
            self._read.add(name)
            self.chain.note("secret-read", name=name)
        return secret

    def names(self) -> tuple[str, ...]:
        """The names that have a secret, sorted."""
        return self.store.names()

    def set(self, name: str, value: str | AnySecret) -> None:
        """Keeps a secret, and proves it. Raises EstateError where the store or the chain can't be written."""
        self.chain.append("secret-set", name=name)
        self.store.set(name, value)
