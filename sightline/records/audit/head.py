"""A signed head: whose key stands for the chain up to which entry. Pure.

The signature is Ed25519 over the UTF-8 bytes of the head's JSON object without the key `signature`, in the form of
entries: `at`, `head` (the text `sightline.audit/1`), `key` (the public key, 64 hexadecimal digits), `number` and
`sha256` (those of the newest entry that it stands for).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from sightline.errors import EstateError
from sightline.records.audit.entry import canonical, stamp

FORM = "sightline.audit/1"


@dataclass(frozen=True)
class SigningKey:
    """The private half. Nothing here shows it."""

    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> str:
        """The public half, as heads name it."""
        return self._private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """The signature, in hexadecimal digits."""
        return self._private.sign(message).hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry at a run's or a verb's end. `key` and `signature` are "" where there was no key."""

    number: int
    sha256: str
    at: str
    key: str = ""
    signature: str = ""

    @classmethod
    def of(cls, number: int, sha256: str, key: SigningKey | None) -> Self:
        """The head over that entry, signed where there is a key."""
        head = cls(number=number, sha256=sha256, at=stamp(datetime.now(UTC)), key=key.public if key else "")
        return replace(head, signature=key.sign(head.message())) if key else head

    @property
    def signed(self) -> bool:
        """False for one that stands for nothing."""
        return bool(self.signature)

    def message(self) -> bytes:
        """The bytes that the signature is over."""
        body = self.plain()
        del body["signature"]
        return canonical(body)

    def plain(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {
            "head": FORM,
            "number": self.number,
            "sha256": self.sha256,
            "at": self.at,
            "key": self.key,
            "signature": self.signature,
        }

    def holds(self) -> bool:
        """True where the signature is that of the key it names; whether that key is ours it does not say."""
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            public.verify(bytes.fromhex(self.signature), self.message())
        except (ValueError, InvalidSignature):
            return False
        return True


def pem(key: str) -> str:
    """A public key as files have it."""
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_key(data: bytes, name: str) -> str:
    """A public key from a file's bytes, as heads name it. Raises EstateError naming the file."""
    try:
        key = load_pem_public_key(data)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise EstateError(f"{name}: no Ed25519 public key in PEM form; `sightline audit public-key` writes one")
    return key.public_bytes_raw().hex()
