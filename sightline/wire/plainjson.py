"""JSON from devices: hostile until parsed, then read by whole paths, each value of the kind that was asked for."""

import json
import math
from typing import Any, TypeVar

from sightline.errors import UnexpectedReply
from sightline.wire.http import Reply

T = TypeVar("T")


def parse(body: bytes) -> Any:
    """A whole document in which no key stands twice. Anything else is `UnexpectedReply`."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise UnexpectedReply(f"not a whole JSON document: {str(problem)[:80]}") from problem


def obj(body: bytes) -> dict[str, Any]:
    """A whole document that is an object."""
    found = parse(body)
    if not isinstance(found, dict):
        raise UnexpectedReply("a JSON document that is no object")
    return found


def answer(where: str, reply: Reply) -> Any:
    """The document of a reply with HTTP 200; where it is none, the error says whose."""
    if reply.status != 200:
        raise UnexpectedReply(f"{where}: HTTP {reply.status}")
    try:
        return parse(reply.body)
    except UnexpectedReply as problem:
        raise UnexpectedReply(f"{where}: {problem}") from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")


def get(data: Any, kind: type[T], *path: str) -> T | None:
    """The value below these keys; None where a key is missing, or the value is null. A bool is no number."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    if data is None:
        return None
    if kind is float and type(data) is int:
        data = _real(data)
    if type(data) is not kind or (isinstance(data, float) and not math.isfinite(data)):
        raise UnexpectedReply(f"{'.'.join(path)[:80]} is {str(data)[:40]!r}, no {kind.__name__}")
    if isinstance(data, str):
        _whole(data)
    return data


def need(data: Any, kind: type[T], *path: str) -> T:
    """As `get`, and the value must be there."""
    found = get(data, kind, *path)
    if found is None:
        raise UnexpectedReply(f"there is no {'.'.join(path)[:80]}")
    return found


def rows(data: Any, *path: str) -> list[dict[str, Any]]:
    """A list of objects below these keys."""
    found = need(data, list, *path) if path else data
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnexpectedReply(f"{'.'.join(path)[:80] or 'the answer'} is no list of objects")
    return found


def _real(value: int) -> float:
    try:
        return float(value)
    except OverflowError as problem:
        raise UnexpectedReply("a number that is too large") from problem


def _whole(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise UnexpectedReply("a text with half a character") from problem
