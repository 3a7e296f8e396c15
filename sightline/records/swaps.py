"""Which devices are other ones than they were, by what earlier runs read of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, func, select

from sightline.records.canonical import unpacked
from sightline.records.database import Database
from sightline.records.tables.runs import bodies, checks, runs, subjects

#: What makes a device the same one, and its technology.
SAME = ("vendor", "model", "serial")


@dataclass(frozen=True, kw_only=True)
class Swapped:
    """A device of a system that was another one before; `at` is the run that first read it so."""

    device: str
    system: str
    at: datetime
    what: str


def swapped(database: Database, site: str) -> list[Swapped]:
    """Each change of a device's maker, model or serial number at a site, the oldest first of each device.

    A device that no run could identify before has nothing to be compared with, and one that comes back after another
    stood in its place is seen at its first time alone.
    """
    with database.reading() as connection:
        rows = _read(connection, site)
    by_device: dict[str, list[tuple[datetime, str, dict[str, Any]]]] = {}
    for device, at, data in rows:
        about = unpacked(data)
        if identity := about.get("identity"):
            by_device.setdefault(device, []).append((at, about["system"], identity))
    return [one for device, seen in by_device.items() for one in _changes(device, seen)]


def _read(connection: Connection, site: str) -> Iterable[tuple[str, datetime, bytes]]:
    """What was read of each device, each reading once, with the run that read it first."""
    first = (
        select(checks.c.subject_id, checks.c.about_id, func.min(checks.c.run_id).label("run"))
        .join(subjects, subjects.c.id == checks.c.subject_id)
        .where(subjects.c.site == site, subjects.c.device != "")
        .group_by(checks.c.subject_id, checks.c.about_id)
        .cte("first")
    )
    asked = (
        select(subjects.c.device, runs.c.started, bodies.c.data)
        .select_from(first)
        .join(subjects, subjects.c.id == first.c.subject_id)
        .join(runs, runs.c.id == first.c.run)
        .join(bodies, bodies.c.id == first.c.about_id)
        .order_by(first.c.run)
    )
    return [(row.device, row.started, row.data) for row in connection.execute(asked)]


def _changes(device: str, seen: list[tuple[datetime, str, dict[str, Any]]]) -> Iterable[Swapped]:
    for (_, _, before), (at, system, after) in pairwise(seen):
        other = [name for name in SAME if before.get(name) != after.get(name)]
        if other:
            told = ", ".join(f"{name} {before.get(name)} to {after.get(name)}" for name in other)
            yield Swapped(device=device, system=system, at=at, what=f"exchanged: {told}")
