"""Chains for tests: entries in their order, and heads as runs leave them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sightline.estate.secrets import open_store
from sightline.records.audit import store
from sightline.records.audit.chain import Chain
from sightline.records.audit.entry import NOTHING, Deed, Entry
from sightline.records.audit.head import Head, SigningKey
from sightline.records.audit.walk import KEY_EVENT
from tests.records.estates import estate

Begin = Callable[..., Chain]
KEY = "SIGHTLINE_SECRET_AUDIT_SIGNING_KEY"
OURS, THEIRS, NEXT = (SigningKey(bytes([one]) * 32) for one in (1, 2, 3))


def deed(event: str = "write", **what: object) -> Deed:
    """Something that a run did on a device."""
    return Deed.of(event, what, who="nina", why="nightly", run="r-1", device="court/nvr-1")


def chain(length: int, *, key: SigningKey = OURS, salt: str = "") -> list[Entry]:
    """So many entries; the first brings in the key."""
    entries: list[Entry] = []
    for number in range(1, length + 1):
        one = deed(KEY_EVENT, key=key.public) if number == 1 else deed(setting="audio", turn=number, salt=salt)
        entries.append(Entry.after(entries[-1].sha256 if entries else NOTHING, number, one))
    return entries


def head(entry: Entry, key: SigningKey | None = OURS) -> Head:
    """The head of a run that ended with this entry."""
    return Head.of(entry.number, entry.sha256, key)


def heads(entries: Sequence[Entry], every: int = 4, key: SigningKey = OURS) -> list[Head]:
    """A head after so many entries, and one at the end."""
    ends = {*range(every, len(entries) + 1, every), len(entries)}
    return [head(entries[number - 1], key) for number in sorted(ends)]


def hashed_anew(entry: Entry) -> Entry:
    """With the hash that belongs to what stands there now."""
    return replace(entry, sha256=entry.hashed())


def chained_anew(entries: Sequence[Entry]) -> list[Entry]:
    """Numbers, links and hashes as if they had been written so."""
    made: list[Entry] = []
    for number, entry in enumerate(entries, 1):
        put = replace(entry, number=number, previous=made[-1].sha256 if made else NOTHING)
        made.append(hashed_anew(put))
    return made


def begin(folder: Path, url: str, who: str = "nina") -> Chain:
    """The chain as a process of its own would open it."""
    here = estate(folder, url)
    return Chain.of(here, open_store(here), run="r-1", who=who, why="a test")


def written(chain: Chain) -> list[Entry]:
    """Every entry."""
    with chain.database.reading() as connection:
        return list(store.entries(connection))


def sealed(chain: Chain, count: int = 5) -> None:
    """So many entries and a head."""
    for turn in range(count):
        chain.append("write", device="court/nvr-1", setting="audio", turn=turn)
    assert chain.seal().warning == ""
