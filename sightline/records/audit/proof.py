"""What the chain proves: whether it is whole, and which of its entries may be relied on."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection

from sightline.errors import EstateError
from sightline.records.audit import kept, store
from sightline.records.audit.chain import Chain
from sightline.records.audit.entry import Entry
from sightline.records.audit.keys import Keys
from sightline.records.audit.verify import Kept, Verdict, verify


def trusted(keys: Keys) -> list[str]:
    """The public keys of the estate's own store; none where it has none."""
    return [key.public for key in keys.all()]


def judge(
    chain: Chain, keys: Collection[str] | None = None, noted: Collection[Kept] = (), *, since: str = ""
) -> Verdict:
    """The chain by the estate's keys or others; `noted` heads are looked for, and the one that is kept here.

    With `since`, a moment as entries write it, from the first entry of then on: a chain of years takes its time (some
    30 s a million entries), and what is before was verified before.
    """
    trust = trusted(chain.keys) if keys is None else keys
    noted = [*noted, *kept.known(chain.folder)]  # first: one that is signed while the records are read is not in them
    with chain.database.reading() as connection:
        first = max(1, min(store.since_moment(connection, since), store.last(connection)[0])) if since else 1
        return _from(connection, first, trust, noted)


def _from(connection: Connection, first: int, keys: Collection[str], noted: Sequence[Kept]) -> Verdict:
    """Heads first: one that comes while the entries are read stands for entries that were not."""
    heads = store.heads(connection, first)
    entries = store.entries(connection, store.Filter(number=first))
    return verify(entries, heads, keys, start=store.start_at(connection, first), kept=noted)


def proven(chain: Chain, event: str, **what: Any) -> list[Entry]:
    """Entries of an event with these values in their `what`, under a good head; oldest first.

    For an approval: `proven(chain, "waiver-approval", sha256=…)`, and its `who`. The chain is verified from the oldest
    of them to its end, so that none after it was taken away either: a withdrawal that was is found. Raises EstateError
    where it is broken.
    """
    noted = kept.known(chain.folder)
    with chain.database.reading() as connection:
        asked = store.entries(connection, store.Filter(event=event))
        found = [entry for entry in asked if all(entry.what.get(name) == value for name, value in what.items())]
        if not found:
            return []
        verdict = _from(connection, found[0].number, trusted(chain.keys), noted)
    if verdict.flaw is not None:
        raise EstateError(f"the audit chain is broken: {verdict.flaw.text}; see `sightline audit verify`")
    return [entry for entry in found if entry.number <= verdict.signed]
