"""Devices' own logs, as evidence that the chain has the hash of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from sightline.errors import EstateError
from sightline.records.audit import store
from sightline.records.audit.chain import Chain
from sightline.records.audit.entry import Entry
from sightline.records.canonical import canonical, digest
from sightline.records.documents import evidence_of, keep_evidence
from sightline.records.tables.audit import device_logs

EVENT = "device-log"


def position(chain: Chain, device: str) -> str:
    """Where the last pull of a device's log ended, in the device's own words; "" where there was none."""
    with chain.database.reading() as connection:
        last = store.newest(connection, store.Filter(device=device, event=EVENT), 1)
    return str(last[0].what.get("next", "")) if last else ""


def keep(chain: Chain, device: str, entries: list[dict[str, Any]], *, ends: str, more: bool) -> Entry:
    """Keeps what was pulled, once for its content, and adds its hash and count to the chain."""
    with chain.database.writing() as connection:
        evidence, sha256 = keep_evidence(connection, entries)
        row = {"at": datetime.now(UTC), "device": device, "evidence_id": evidence}
        connection.execute(insert(device_logs), row)
    return chain.append(EVENT, device=device, sha256=sha256, count=len(entries), next=ends, more=more)


def logs(chain: Chain, device: str, since: str = "") -> Iterator[tuple[Entry, list[dict[str, Any]] | None]]:
    """Each pull of a device's own log with what it brought, oldest first; None where that is not kept any more.

    Raises EstateError where it is not as it was pulled.
    """
    with chain.database.reading() as connection:
        for entry in store.entries(connection, store.Filter(device=device, event=EVENT, since=since)):
            sha256 = str(entry.what.get("sha256"))
            found = evidence_of(connection, sha256)
            if found is not None and digest(canonical(found)).hex() != sha256:
                text = f"the log that entry {entry.number} names ({sha256[:16]}…) was changed in the records"
                raise EstateError(text)
            yield entry, found
