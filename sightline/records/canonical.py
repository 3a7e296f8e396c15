"""Plain data as text that is always the same, without secrets, and its compressed form."""

import json
import re
import zlib
from hashlib import sha256
from typing import Any

#: Keys whose texts are never kept, and logins inside of addresses.
SECRET = re.compile(r"passw(or)?d|passphrase|secret|token|community|private_?key|psk", re.IGNORECASE)
LOGIN = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]*(?=@)")
REMOVED = "(removed)"


def without_secrets(data: Any) -> Any:
    """The same data: texts under a secret's key are replaced, and passwords in addresses."""
    if isinstance(data, dict):
        return {key: _kept(str(key), value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [without_secrets(value) for value in data]
    return LOGIN.sub(rf"\1:{REMOVED}", data) if isinstance(data, str) else data


def _kept(key: str, value: Any) -> Any:
    return REMOVED if isinstance(value, str) and value and SECRET.search(key) else without_secrets(value)


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces, in ASCII: no text that a device says is one that cannot be encoded."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def compact(data: Any) -> str:
    """JSON without spaces, keys in the order in which our own code gives them: a report shows them so."""
    return json.dumps(data, separators=(",", ":"))


def digest(text: str) -> bytes:
    """The SHA-256 of a text."""
    return sha256(text.encode()).digest()


def packed(text: str) -> bytes:
    """Compressed by zlib."""
    return zlib.compress(text.encode())


def unpacked(data: bytes) -> Any:
    """The plain data again."""
    return json.loads(zlib.decompress(data))


def storable(text: str) -> str:
    """Text that every database takes: no half characters, and no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
