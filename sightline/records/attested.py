"""What people attested, as the records keep it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from sightline.records.canonical import canonical, digest, storable
from sightline.records.database import Database
from sightline.records.documents import keep
from sightline.records.tables.attestations import attestations
from sightline.records.tables.runs import bodies


def keep_attestations(
    database: Database, given: Iterable[Mapping[str, Any]], *, at: datetime, operator: str, reason: str
) -> None:
    """One row each: `site`, `system` ("" for the estate), `control` and `entry`. Raises EstateError or Busy."""
    rows = list(given)
    texts = [canonical(row["entry"]) for row in rows]
    with database.writing() as connection:
        ids = keep(connection, bodies, {digest(text): {"data": text, "verdict": None} for text in texts})
        who = {"at": at, "operator": storable(operator), "reason": storable(reason)}
        names = [{name: storable(row[name]) for name in ("site", "system", "control")} for row in rows]
        values = [{**who, **own, "entry_id": ids[digest(text)]} for own, text in zip(names, texts, strict=True)]
        if values:
            connection.execute(insert(attestations), values)
