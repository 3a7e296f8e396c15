"""An exported chain: a file that proves itself, without the database and without the estate.

One JSON object a line, in the form of entries (UTF-8, keys sorted, no space): the first line says where the export
begins (`first`, and `previous`, the hash of the entry before it), then come the entries, each head behind the entry
that it stands for, and a last line that says how much there was (`last`, `entries`, `heads`).
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sightline.errors import EstateError
from sightline.records.audit.entry import FIELDS, NOTHING, Entry, canonical
from sightline.records.audit.head import FORM, Head, public_key
from sightline.records.audit.verify import Kept, Verdict, verify
from sightline.records.audit.walk import Flaw, Start

#: A line that is longer is no entry.
LONGEST = 16 * 1024 * 1024
HEAD = {"head": FORM, "number": 0, "sha256": "", "at": "", "key": "", "signature": ""}


@dataclass(frozen=True, kw_only=True)
class Export:
    """The file, and what was found in it but for its entries. `torn` says what is wrong with it as a file, or ""."""

    path: Path
    start: Start
    heads: tuple[Head, ...]
    torn: str

    def entries(self) -> Iterator[Entry]:
        """As they stand there; a line that is no entry is one whose hash fits nothing."""
        number = self.start.number
        for line in _lines(self.path):
            if b'"head":"' in line and _head(line):
                continue
            if b'"form":"' in line and _about(line) is not None:
                continue
            yield _entry(line, number)
            number += 1


def read(path: Path) -> Export:
    """Looks through the file once. Raises EstateError where it is no export or cannot be read."""
    heads: list[Head] = []
    first, count, last = None, 0, None
    for line in _lines(path):
        if first is None:
            first = _start(path, line)
        elif last is not None:
            return Export(path=path, start=first, heads=tuple(heads), torn="it goes on behind its last line")
        elif b'"form":"' in line and (about := _about(line)) is not None:
            last = about
        elif b'"head":"' in line and (head := _head(line)):
            heads.append(head)
        else:
            count += 1
    if first is None:
        raise EstateError(f"{path}: the file is empty: no export of an audit chain")
    return Export(path=path, start=first, heads=tuple(heads), torn=_torn(first, count, len(heads), last))


def judge(path: Path, keys: Collection[str], noted: Collection[Kept] = ()) -> Verdict:
    """The export by the public keys that are trusted. Raises EstateError where the file is no export."""
    export = read(path)
    verdict = verify(export.entries(), export.heads, keys, start=export.start, kept=list(noted))
    if verdict.flaw is None and export.torn:
        return replace(verdict, flaw=Flaw(number=verdict.last + 1, kind="truncated", text=f"{path}: {export.torn}"))
    return verdict


def key_in(path: Path) -> str:
    """The public key in a PEM file, as heads name it. Raises EstateError naming the file."""
    try:
        with path.open("rb") as file:
            return public_key(file.read(LONGEST), str(path))
    except OSError as problem:
        raise EstateError(f"{path}: it cannot be read ({problem.strerror})") from None


def first_line(start: Start) -> bytes:
    """The first line of an export that begins there."""
    return _line({"first": start.number, "form": FORM, "previous": start.previous})


def last_line(last: int, entries: int, heads: int) -> bytes:
    """The last line, without which the file was cut."""
    return _line({"entries": entries, "form": FORM, "heads": heads, "last": last})


def entry_line(entry: Entry) -> bytes:
    """The line of an entry."""
    return _line(entry.plain())


def head_line(head: Head) -> bytes:
    """The line of a head."""
    return _line(head.plain())


def _line(value: Any) -> bytes:
    return canonical(value) + b"\n"


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from iter(lambda: file.readline(LONGEST), b"")
    except OSError as problem:
        raise EstateError(f"{path}: it cannot be read ({problem.strerror})") from None


def _parsed(line: bytes) -> dict[str, Any]:
    """A line just as an export writes it; {} for any other."""
    try:
        value = json.loads(line)
        return value if isinstance(value, dict) and _line(value) == line else {}
    except (ValueError, RecursionError):
        return {}


def _about(line: bytes) -> dict[str, Any] | None:
    """What the first or the last line says; None for a line of another kind."""
    value = _parsed(line)
    return value if value.get("form") == FORM and "event" not in value else None


def _start(path: Path, line: bytes) -> Start:
    about: dict[str, Any] = _about(line) or {}
    number: Any = about.get("first")
    previous: Any = about.get("previous")
    known = len(about) == 3 and type(number) is int and isinstance(previous, str)
    if known and (number > 1 or (number, previous) == (1, NOTHING)):
        return Start(number=number, previous=previous)
    raise EstateError(f"{path}:1: no export of an audit chain; `sightline audit export` writes one")


def _torn(start: Start, entries: int, heads: int, last: dict[str, Any] | None) -> str:
    if last is None:
        return "its last line is missing: the file was cut"
    told = {"entries": entries, "heads": heads, "last": start.number + entries - 1}
    wrong = [name for name, value in told.items() if last.get(name) != value]
    return f"its last line tells of another number ({', '.join(wrong)})" if wrong else ""


def _head(line: bytes) -> Head | None:
    value = _parsed(line)
    if value.keys() != HEAD.keys() or any(type(value[name]) is not type(like) for name, like in HEAD.items()):
        return None
    return Head(**{name: one for name, one in value.items() if name != "head"}) if value["head"] == FORM else None


def _entry(line: bytes, number: int) -> Entry:
    value = _parsed(line)
    texts = [value.get(name) for name in FIELDS if name not in ("number", "what")]
    whole = tuple(sorted(value)) == FIELDS and all(isinstance(one, str) for one in texts)
    if whole and type(value["number"]) is int and isinstance(value["what"], dict):
        return Entry(**value)
    nothing: dict[str, Any] = {**dict.fromkeys(FIELDS, ""), "number": number, "what": {}}
    return Entry(**nothing)
