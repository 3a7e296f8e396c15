"""Whole JSON answers turned into something else, and what becomes of the verdicts."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from sightline.policy.finding import Verdict
from tests.drivers.hostile import damaged
from tests.drivers.judging import CLEAN
from tests.drivers_frigate.tape import Judging, Key, Tape

PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body><h2>Login</h2></body></html>\n"
REPLACED: dict[str, tuple[int, bytes]] = {
    "200 empty": (200, b""),
    "200 page": (200, PAGE),
    "200 null": (200, b"null"),
    "200 list": (200, b"[]"),
    "200 object": (200, b"{}"),
    "302": (302, b""),
    "400": (400, b"{}"),
    "401": (401, b""),
    "403": (403, b'{"detail": "denied"}'),
    "404": (404, b""),
    "429": (429, b""),
    "500": (500, PAGE),
    "a key twice": (200, b'{"a": 1, "a": 2}'),
}
JUNK: tuple[Any, ...] = (None, "junk", -1, 1e308, [], {}, 10**400)


def broken(tape: Tape, key: Key) -> Iterator[tuple[str, Tape]]:
    """Another answer, or a part of this one."""
    body = tape[key].body
    for name, (status, said) in REPLACED.items():
        yield name, damaged(tape, key, status, said)
    for cut in range(1, 16):
        yield f"cut at {cut}/16", damaged(tape, key, 200, body[: len(body) * cut // 16])
    yield "without its last byte", damaged(tape, key, 200, body[:-1])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and index, of lists the first."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, below in pairs:
        yield (*path, name)
        yield from places(below, (*path, name))


def edits(tape: Tape, key: Key) -> Iterator[tuple[str, Tape]]:
    """Each value taken out, and each replaced by junk."""
    root = json.loads(tape[key].body)
    for path in list(places(root)):
        for junk in ("gone", *JUNK):
            changed = copy.deepcopy(root)
            above = changed
            for name in path[:-1]:
                above = above[name]
            if junk == "gone":
                del above[path[-1]]
            else:
                above[path[-1]] = junk
            yield f"{'.'.join(map(str, path))}: {str(junk)[:20]}", damaged(tape, key, 200, json.dumps(changed).encode())


def flips(before: dict[str, Verdict], after: dict[str, Verdict]) -> list[str]:
    """Controls that turned from not clean to clean."""
    return [
        f"{slug}: {before[slug]} became {verdict}"
        for slug, verdict in after.items()
        if before[slug] not in CLEAN and verdict in CLEAN
    ]


def turned(judging: Judging, tape: Tape, key: Key, before: dict[str, Verdict], *, edit: bool) -> list[str]:
    """What any damage of one answer turned into a pass."""
    found = []
    for name, of in edits(tape, key) if edit else broken(tape, key):
        found += [f"{key[1]}: {name}: {flip}" for flip in flips(before, judging.verdicts(of))]
    return found
