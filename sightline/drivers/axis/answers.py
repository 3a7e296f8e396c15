"""What a reply says: HTTP 200 is not success (reference, A0 and D1)."""

import json
from typing import Any, TypeVar

from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import plainjson
from sightline.wire.clean import clean
from sightline.wire.http import Reply

T = TypeVar("T")


def body(path: str, reply: Reply) -> bytes:
    """Of a 200. Raises Unsupported for 404, UnexpectedReply for anything else."""
    name = path.partition("?")[0]
    if reply.status == 404:
        raise Unsupported(f"{name}: the device has no such thing (HTTP 404)")
    if reply.status != 200:
        raise UnexpectedReply(f"{name}: refused (HTTP {reply.status})")
    return reply.body


def parsed(path: str, content: bytes) -> dict[str, Any]:
    """A JSON object."""
    try:
        return plainjson.obj(content)
    except UnexpectedReply as problem:
        raise UnexpectedReply(f"{path}: {problem}") from problem


def data(path: str, method: str, reply: Reply) -> dict[str, Any]:
    """The `data` of the answer to a method; any `error` is a failure, whatever the HTTP status."""
    said = parsed(path, body(path, reply))
    if "error" in said:
        raise UnexpectedReply(f"{path}: refused ({clean(json.dumps(said['error']))})")
    found = said.get("data")
    if said.get("method") != method or not isinstance(found, dict):
        raise UnexpectedReply(f"{path}: no answer to {method}")
    return found


def taken(path: str, reply: Reply) -> None:
    """Raises unless a JSON request that changes something was taken."""
    said = parsed(path, body(path, reply))
    if "error" in said:
        raise UnexpectedReply(f"{path}: refused ({clean(json.dumps(said['error']))})")


def rest(path: str, reply: Reply) -> Any:
    """The `data` of a REST answer; it may be an object or a list."""
    said = parsed(path, body(path, reply))
    if said.get("status") != "success" or "data" not in said:
        raise UnexpectedReply(f"{path}: refused ({clean(json.dumps(said.get('error')))})")
    return said["data"]


def member(found: dict[str, Any], name: str, kind: type[T]) -> T:
    """A member of a JSON object, of its kind; `UnexpectedReply` where it is missing or another."""
    value = found.get(name)
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise UnexpectedReply(f"{name} is {clean(json.dumps(value), 40)}")
    return value


def texts(found: dict[str, Any], name: str) -> tuple[str, ...]:
    """A member that is a list of texts, without the empty ones."""
    rows = member(found, name, list)
    if not all(isinstance(row, str) for row in rows):
        raise UnexpectedReply(f"{name} holds what is no text")
    return tuple(row.strip() for row in rows if row.strip())
