"""Documents that are kept once, by their hash: what findings say, and the evidence for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, insert, select

from sightline.records.canonical import canonical, digest, packed, unpacked
from sightline.records.tables.findings import evidence

#: So many values stand in one question.
SOME = 500
T = TypeVar("T")


def keep(connection: Connection, table: Table, documents: Mapping[bytes, Mapping[str, Any]]) -> dict[bytes, int]:
    """The ids of documents by their hashes; those that are not there are added. In a writing transaction.

    A document is its row without `id` and `sha256`; `data` is text, which is packed only where it is new. Ids are given
    here: whoever writes is the only one, and a database that gives them takes the rows one by one.
    """
    columns = table.c
    found: dict[bytes, int] = {}
    for some in chunks(documents):
        asked = select(columns.sha256, columns.id).where(columns.sha256.in_(some))
        found |= {row.sha256: row.id for row in connection.execute(asked)}
    new = [sha for sha in documents if sha not in found]
    if not new:
        return found
    first = connection.execute(select(func.coalesce(func.max(columns.id), 0))).scalar_one() + 1
    ids = dict(zip(new, range(first, first + len(new)), strict=True))
    rows = [{**documents[sha], "id": ids[sha], "sha256": sha, "data": packed(documents[sha]["data"])} for sha in new]
    connection.execute(insert(table), rows)
    return found | ids


def added(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """The new rows' ids, in their order."""
    if not rows:
        return []
    made: Sequence[int] = connection.scalars(
        insert(table).returning(table.c.id, sort_by_parameter_order=True), rows
    ).all()
    return made


def chunks(values: Iterable[T]) -> Iterable[Sequence[T]]:
    """Some at a time."""
    whole = list(values)
    return (whole[start : start + SOME] for start in range(0, len(whole), SOME))


def keep_evidence(connection: Connection, data: Any) -> tuple[int, str]:
    """Plain data as evidence, without secrets: its id, and the SHA-256 in hex by which it is known."""
    text = canonical(data)
    sha = digest(text)
    return keep(connection, evidence, {sha: {"data": text}})[sha], sha.hex()


def evidence_of(connection: Connection, sha256: str) -> Any:
    """The plain data of a piece of evidence; None where it is not there."""
    asked = select(evidence.c.data).where(evidence.c.sha256 == bytes.fromhex(sha256))
    data = connection.execute(asked).scalar_one_or_none()
    return None if data is None else unpacked(data)
