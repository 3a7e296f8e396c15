"""Writes the chain, or its newest part, into a file that proves itself."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from sightline.errors import EstateError
from sightline.estate.words import clean
from sightline.records.audit import store
from sightline.records.audit.chain import Chain
from sightline.records.audit.exported import entry_line, first_line, head_line, last_line
from sightline.records.audit.head import Head


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an export holds; `head` is its newest head."""

    first: int
    last: int
    heads: int
    head: Head | None


def export(chain: Chain, path: Path, since: str = "") -> Written:
    """The file, whole or not at all, for its owner alone: entries from a moment on, and every head over them.

    Raises EstateError where there is nothing from that moment on, or the file cannot be written.
    """
    with chain.database.reading() as connection:
        heads = store.heads(connection)
        first = store.since_moment(connection, since) if since else 1
        number, _ = store.last(connection)
        if first > number:
            raise EstateError(f"the audit chain has no entry{f' since {since}' if since else ' yet'}")
        heads = [head for head in heads if head.number >= first]
        _write(path, _lines(connection, first, heads))
    newest = max(heads, key=lambda head: head.number, default=None)
    return Written(first=first, last=number, heads=len(heads), head=newest)


def _lines(connection: Connection, first: int, heads: list[Head]) -> Iterator[bytes]:
    yield first_line(store.start_at(connection, first))
    behind: dict[int, list[Head]] = {}
    for head in heads:
        behind.setdefault(head.number, []).append(head)
    last = count = 0
    for entry in store.entries(connection, store.Filter(number=first)):
        yield entry_line(entry)
        yield from map(head_line, behind.pop(entry.number, ()))
        last, count = entry.number, count + 1
    gone = [head for left in behind.values() for head in left]
    yield from map(head_line, gone)
    yield last_line(last, count, len(heads))


def _write(path: Path, lines: Iterable[bytes]) -> None:
    """In one step. A link stays a link; what is no file, as a terminal or a pipe, is left alone."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise EstateError(f"{clean(path)}: an export goes into a file of its own")
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        raise EstateError(f"{clean(path)}: the export cannot be written ({problem.strerror})") from problem
    finally:
        part.unlink(missing_ok=True)
