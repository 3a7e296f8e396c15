"""One entry of the audit chain, and the bytes that its hash is over. Pure.

The form, for a program of anybody else's:

- An entry is a JSON object with the keys `number` (1, 2, 3 …), `at` (`2026-11-25T21:52:22.123456Z`: UTC, six digits),
  `who`, `why`, `run`, `site`, `device`, `event` (texts, "" where there is none), `what` (an object), `previous` and
  `sha256` (64 lower-case hexadecimal digits).
- `previous` is the `sha256` of the entry before; of entry 1 it is 64 zeros.
- `sha256` is SHA-256 over the UTF-8 bytes of the entry without the key `sha256`, as RFC 8785 (JSON Canonicalization
  Scheme) writes it: keys sorted, no space between anything, only `"`, `\\` and control characters escaped.
- There is no number with a fraction, none beyond ±(2^53 - 1) and no key outside ASCII in an entry: those are texts. So
  any JSON library that sorts keys gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Self

from sightline.records.canonical import storable, without_secrets

#: What stands before the first entry.
NOTHING = "0" * 64
LARGEST = 2**53 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one person or run did. `device` is `site/name`; `what` is plain data and holds no secret."""

    number: int
    at: str
    who: str
    why: str
    run: str
    site: str
    device: str
    event: str
    what: Mapping[str, Any]
    previous: str
    sha256: str

    def plain(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {name: getattr(self, name) for name in FIELDS}

    def hashed(self, **other: Any) -> str:
        """The hash that belongs to what stands here; `other` values may stand in for the entry's own."""
        body = {**self.plain(), **other}
        del body["sha256"]
        return sha256(canonical(body)).hexdigest()

    @classmethod
    def after(cls, previous: str, number: int, deed: "Deed") -> Self:
        """The entry of a deed in its place, with its hash."""
        body = {"number": number, "previous": previous, **deed.plain()}
        return cls(**body, sha256=sha256(canonical(body)).hexdigest())


FIELDS = tuple(sorted(field.name for field in fields(Entry)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An entry that has no place in the chain yet."""

    at: str
    who: str
    why: str
    run: str
    site: str
    device: str
    event: str
    what: Mapping[str, Any]

    @classmethod
    def of(
        cls, event: str, what: Mapping[str, Any], *, who: str, why: str, run: str, site: str = "", device: str = ""
    ) -> Self:
        """Something that is done now. Raises TypeError where `what` holds other than plain data.

        Texts under a secret's key, and passwords in addresses, are replaced: none should be in there.
        """
        return cls(
            at=stamp(datetime.now(UTC)),
            who=storable(who),
            why=storable(why),
            run=storable(run),
            site=storable(site or device.partition("/")[0]),
            device=storable(device),
            event=storable(event),
            what=without_secrets(plain(what)),
        )

    def plain(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def canonical(value: Any) -> bytes:
    """The bytes of plain data, as RFC 8785 writes them."""
    return _ENCODER.encode(value).encode()


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def stamp(when: datetime) -> str:
    """A moment as entries write it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """Plain data in the form of entries. Raises TypeError for what is none."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= LARGEST else str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return storable(str(value))
    raise TypeError(f"{type(value).__name__} is no plain data")


def _key(key: Any) -> str:
    return storable(str(key)).encode("ascii", "backslashreplace").decode()
