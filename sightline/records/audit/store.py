"""The chain in the records' database."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select

from sightline.records.audit.entry import NOTHING, Deed, Entry, canonical
from sightline.records.audit.head import Head
from sightline.records.audit.walk import KEY_EVENT, Start
from sightline.records.tables.audit import audit_entries, audit_heads

#: So many rows are held at a time while a chain is read.
ROWS = 2000


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which entries are meant; "" is all. `device` is `site/name` or a site; `since` is the start of an `at`."""

    run: str = ""
    device: str = ""
    event: str = ""
    since: str = ""
    number: int = 1


def append(connection: Connection, deeds: Sequence[Deed]) -> list[Entry]:
    """Adds them in their order. The connection's transaction must be a writing one: it reads what is the last."""
    number, previous = last(connection)
    made: list[Entry] = []
    for deed in deeds:
        made.append(Entry.after(previous, number := number + 1, deed))
        previous = made[-1].sha256
    if made:
        connection.execute(insert(audit_entries), [_row(entry) for entry in made])
    return made


def last(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and NOTHING where there is none."""
    newest = select(audit_entries.c.number, audit_entries.c.sha256).order_by(audit_entries.c.number.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row.number, row.sha256.hex()) if row else (0, NOTHING)


def entries(connection: Connection, only: Filter | None = None) -> Iterator[Entry]:
    """By their numbers."""
    asked = _asked(only or Filter()).order_by(audit_entries.c.number)
    with connection.execute(asked, execution_options={"yield_per": ROWS}) as result:
        for row in result.mappings():
            yield _entry(row)


def newest(connection: Connection, only: Filter, count: int) -> list[Entry]:
    """The newest so many (0: all), by their numbers."""
    asked = _asked(only).order_by(audit_entries.c.number.desc())
    rows = connection.execute(asked.limit(count) if count else asked).mappings()
    return [_entry(row) for row in rows][::-1]


def _asked(only: Filter) -> Select[Any]:
    columns = audit_entries.c
    asked = select(audit_entries).where(columns.number >= only.number)
    for name in ("run", "event"):
        if wanted := getattr(only, name):
            asked = asked.where(columns[name] == wanted)
    if only.device:
        asked = asked.where((columns.device if "/" in only.device else columns.site) == only.device)
    return asked.where(columns.at >= only.since) if only.since else asked


def start_at(connection: Connection, number: int) -> Start:
    """What comes before that entry; no entry follows a gap."""
    before = select(audit_entries.c.sha256).where(audit_entries.c.number == number - 1)
    row = connection.execute(before).first()
    return Start() if number == 1 else Start(number=number, previous=row.sha256.hex() if row else "")


def since_moment(connection: Connection, since: str) -> int:
    """The number of the first entry from that moment on; one past the newest where there is none."""
    first = select(audit_entries.c.number).where(audit_entries.c.at >= since).order_by(audit_entries.c.number).limit(1)
    row = connection.execute(first).first()
    return int(row.number) if row else last(connection)[0] + 1


def add_head(connection: Connection, head: Head) -> None:
    """Keeps it."""
    row = {**head.plain(), "sha256": bytes.fromhex(head.sha256)}
    del row["head"]
    connection.execute(insert(audit_heads), row)


def heads(connection: Connection, number: int = 1) -> list[Head]:
    """All from that entry on, in the order in which they were made. Read them before the entries they stand for."""
    asked = select(audit_heads).where(audit_heads.c.number >= number).order_by(audit_heads.c.id)
    return [_head(row) for row in connection.execute(asked).mappings()]


def newest_signed(connection: Connection) -> Head | None:
    """The signed head over the most entries."""
    columns = audit_heads.c
    signed = select(audit_heads).where(columns.signature != "").order_by(columns.number.desc(), columns.id.desc())
    return next((_head(row) for row in connection.execute(signed.limit(1)).mappings()), None)


def all_keys(connection: Connection) -> list[str]:
    """The public keys that the chain has brought in, in their order."""
    return [str(entry.what.get("key", "")) for entry in entries(connection, Filter(event=KEY_EVENT))]


def current_key(connection: Connection) -> str:
    """The one that was brought in last; "" where there is none yet."""
    return next(reversed(all_keys(connection)), "")


def _head(row: RowMapping) -> Head:
    return Head(**{name: value for name, value in row.items() if name != "id"} | {"sha256": row["sha256"].hex()})


def _row(entry: Entry) -> dict[str, Any]:
    return {
        **entry.plain(),
        "what": canonical(entry.what).decode(),
        "previous": bytes.fromhex(entry.previous),
        "sha256": bytes.fromhex(entry.sha256),
    }


def _entry(row: RowMapping) -> Entry:
    """What we have not written so stands as the text that it is: its hash will not fit."""
    whole: dict[str, Any] = {str(name): value if name == "number" else _text(value) for name, value in row.items()}
    return Entry(**whole | {"what": _what(whole["what"])})


def _what(text: str) -> dict[str, Any]:
    try:
        what = json.loads(text)
        if isinstance(what, dict) and canonical(what).decode() == text:
            return what
    except (ValueError, RecursionError):
        pass
    return {"unreadable": text}


def _text(value: Any) -> str:
    """A hash comes as bytes; SQLite keeps any kind of value in any column."""
    return value.hex() if isinstance(value, bytes) else str(value)
