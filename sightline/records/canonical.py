"""Plain data as text that is always the same and holds no secret, and its compressed form."""

import json
import re
import zlib
from hashlib import sha256
from typing import Any

#: Keys with one of these in them name what is never kept where it is a text; neither are logins in addresses.
SECRETS = ("passw", "passphrase", "secret", "token", "community", "privatekey", "private_key", "psk")
LOGIN = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]*(?=@)")
REMOVED = "(removed)"


def without_secrets(data: Any) -> Any:
    """The same data: texts under a secret's key are replaced, and passwords in addresses."""
    return _removed(data) if _suspect(json.dumps(data)) else data


def _suspect(text: str) -> bool:
    """Looking at JSON text is ten times as quick as going through the data, which hardly ever holds a secret."""
    small = text.lower()
    return "://" in small or any(word in small for word in SECRETS)


def _removed(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _value(str(key).lower(), value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_removed(value) for value in data]
    return LOGIN.sub(rf"\1:{REMOVED}", data) if isinstance(data, str) else data


def _value(key: str, value: Any) -> Any:
    secret = isinstance(value, str) and value and any(word in key for word in SECRETS)
    return REMOVED if secret else _removed(value)


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces, in ASCII: no text that a device says is one that cannot be encoded."""
    return _text(data, in_order=True)


def compact(data: Any) -> str:
    """JSON without spaces, keys in the order in which our own code gives them: a report shows them so."""
    return _text(data, in_order=False)


def _text(data: Any, *, in_order: bool) -> str:
    text = json.dumps(data, sort_keys=in_order, separators=(",", ":"))
    return json.dumps(_removed(data), sort_keys=in_order, separators=(",", ":")) if _suspect(text) else text


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
