"""Incidents as drafts for the data protection officer: raised once, however often they are seen; closed by people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from sightline.errors import EstateError
from sightline.policy.signal import Draft, Signal
from sightline.records.database import Database
from sightline.records.tables.incidents import incidents


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One draft. `gone` is when its device was found without it; `closed` is None while nobody has dealt with it."""

    id: int
    key: str
    kind: str
    site: str
    device: str
    what: str
    evidence: dict[str, Any]
    run: str
    operator: str
    opened: datetime
    seen: datetime
    gone: datetime | None
    closed: datetime | None
    closed_by: str
    closed_reason: str

    @property
    def name(self) -> str:
        """What people call it by."""
        return f"INC-{self.id:04d}"


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What a run's signals came to: drafts that are new, open ones that were seen again, open ones that are gone."""

    new: tuple[Incident, ...]
    again: tuple[Incident, ...]
    gone: tuple[Incident, ...]


def note(
    database: Database,
    signals: Iterable[Signal],
    looked: Callable[[Incident], bool],
    *,
    now: datetime,
    run: str,
    operator: str,
) -> Noted:
    """A draft for each signal that has no open one, and none that was closed while it goes on.

    `looked` says of an incident whether this run looked where it would be seen: where it did and saw nothing, it is
    gone. One that was closed and is gone is another incident the next time.
    """
    by_key = {signal.key: signal for signal in signals}
    with database.writing() as connection:
        standing = {one.key: one for one in _all(connection, incidents.c.gone.is_(None) | incidents.c.closed.is_(None))}
        ended = [one.id for key, one in standing.items() if not (key in by_key or one.gone) and looked(one)]
        _set(connection, ended, gone=now)
        again = [one.id for key, one in standing.items() if key in by_key]
        _set(connection, again, seen=now, gone=None)
        new = [_row(signal, now, run, operator) for key, signal in by_key.items() if key not in standing]
        ids = [connection.execute(insert(incidents).returning(incidents.c.id), row).scalar_one() for row in new]
        still = incidents.c.closed.is_(None)
        return Noted(
            new=tuple(_all(connection, incidents.c.id.in_(ids))),
            again=tuple(_all(connection, incidents.c.id.in_(again) & still)),
            gone=tuple(_all(connection, incidents.c.id.in_(ended) & still)),
        )


def open_drafts(database: Database) -> list[Incident]:
    """Those that nobody has closed, oldest first."""
    with database.reading() as connection:
        return _all(connection, incidents.c.closed.is_(None))


def drafts(database: Database) -> tuple[Draft, ...]:
    """The open ones, as the control judges them."""
    return tuple(Draft(name=one.name, what=one.what, opened=one.opened) for one in open_drafts(database))


def every(database: Database) -> list[Incident]:
    """All of them, oldest first."""
    with database.reading() as connection:
        return _all(connection, incidents.c.id > 0)


def need(database: Database, name: str) -> Incident:
    """By its name or number. Raises EstateError with the way out."""
    found = next((one for one in every(database) if name.upper() in (one.name, str(one.id))), None)
    if found is None:
        raise EstateError(f"there is no incident {name!r}: see `sightline incident list --all`")
    return found


def close(database: Database, incident: Incident, *, who: str, reason: str, now: datetime) -> Incident:
    """The draft is dealt with. Raises EstateError where somebody was first."""
    with database.writing() as connection:
        [there] = _all(connection, incidents.c.id == incident.id)
        if there.closed is not None:
            text = f"{there.name} was closed by {there.closed_by} on {there.closed:%Y-%m-%d}: {there.closed_reason}"
            raise EstateError(text)
        gone = there.gone or (now if there.kind == "reported" else None)
        _set(connection, [there.id], closed=now, closed_by=who, closed_reason=reason, gone=gone)
        return _all(connection, incidents.c.id == incident.id)[0]


def _all(connection: Connection, where: Any) -> list[Incident]:
    rows = connection.execute(select(incidents).where(where).order_by(incidents.c.id)).mappings()
    return [_incident(row) for row in rows]


def _incident(row: RowMapping) -> Incident:
    return Incident(**row)


def _set(connection: Connection, ids: Sequence[int], **values: Any) -> None:
    if ids:
        connection.execute(update(incidents).where(incidents.c.id.in_(ids)).values(**values))


def _row(signal: Signal, now: datetime, run: str, operator: str) -> dict[str, Any]:
    return {
        "key": signal.key,
        "kind": signal.kind,
        "site": signal.site,
        "device": signal.device,
        "what": signal.what,
        "evidence": signal.evidence,
        "run": run,
        "operator": operator,
        "opened": now,
        "seen": now,
        "gone": None,
        "closed": None,
        "closed_by": "",
        "closed_reason": "",
    }
