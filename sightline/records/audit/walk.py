"""From entry to entry: whether each is as it was written and follows the one before. Pure."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from sightline.records.audit.entry import NOTHING, Entry

#: "parted": two neighbours that do not belong together; which of both is wrong, only a signed head can tell.
Kind = Literal["changed", "removed", "inserted", "moved", "parted", "truncated", "head"]
#: How far off a renumbered entry is looked for.
FAR = 1000
#: An entry that brings in a signing key.
KEY_EVENT = "signing-key"


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """The first thing that is wrong, at the entry of that number; `until` where it may be any up to that one."""

    number: int
    kind: Kind
    text: str
    until: int = 0


@dataclass(frozen=True, kw_only=True)
class Start:
    """What comes before the first entry that is looked at: the whole chain starts after nothing."""

    number: int = 1
    previous: str = NOTHING


@dataclass(kw_only=True)
class Walked:
    """What was seen. `last` and `sha256` are of the last good entry, `at` has the hashes at the watched numbers up to
    it, `keys` the signing keys brought in, by number, and `earlier` the one that the first of them replaced; `beyond`
    has the watched hashes that hang together after a flaw.
    """

    start: Start
    last: int
    sha256: str
    first_at: str = ""
    last_at: str = ""
    at: dict[int, str] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    earlier: str = ""
    flaw: Flaw | None = None
    beyond: dict[int, str] = field(default_factory=dict)


def walk(entries: Iterable[Entry], watched: Collection[int], start: Start) -> Walked:
    """Goes along the entries, in the order in which they are kept, up to the first that is wrong."""
    seen = Walked(start=start, last=start.number - 1, sha256=start.previous)
    rest = iter(entries)
    recent: deque[str] = deque(maxlen=FAR)
    for entry in rest:
        if entry.number != seen.last + 1 or entry.previous != seen.sha256 or entry.hashed() != entry.sha256:
            _stumble(seen, recent, entry, rest, watched)
            return seen
        seen.last, seen.sha256, seen.last_at = entry.number, entry.sha256, entry.at
        seen.first_at = seen.first_at or entry.at
        if entry.number in watched:
            seen.at[entry.number] = entry.sha256
        if entry.event == KEY_EVENT:
            seen.earlier = seen.earlier if seen.keys else str(entry.what.get("replaces", ""))
            seen.keys[entry.number] = str(entry.what.get("key", ""))
        recent.append(entry.sha256)
    return seen


def _stumble(
    seen: Walked, recent: Collection[str], entry: Entry, rest: Iterator[Entry], watched: Collection[int]
) -> None:
    """What is wrong with `entry`, the first that does not follow."""
    wanted = seen.last + 1
    if entry.hashed() != entry.sha256:
        seen.flaw = _not_as_written(entry, wanted, recent)
    elif entry.number > wanted:
        numbers = [one.number for one in rest]
        seen.flaw = _out_of_place(wanted, entry.number, moved=wanted in numbers)
    elif entry.number < wanted:
        seen.flaw = _too_many(entry.number if entry.sha256 not in recent else wanted, entry.number, wanted)
    else:
        seen.flaw = _parted(seen, entry, rest, watched)


def _not_as_written(entry: Entry, wanted: int, recent: Collection[str]) -> Flaw:
    """Changed in place, or written under another number: then entries before it are gone or too many."""
    numbers = sorted(range(max(1, wanted - FAR), wanted + FAR), key=lambda number: abs(number - wanted))
    written = next((number for number in numbers if entry.hashed(number=number) == entry.sha256), wanted)
    if written > wanted:
        return _out_of_place(wanted, written, moved=False)
    if written < wanted:
        return _too_many(wanted if entry.sha256 in recent else written, written, wanted)
    return Flaw(number=wanted, kind="changed", text=f"entry {wanted} is not as it was written")


def _too_many(first: int, written: int, wanted: int) -> Flaw:
    words = f"entry {first} was put in: what was written as number {written} stands as entry {wanted}"
    return Flaw(number=first, kind="inserted", text=words)


def _out_of_place(wanted: int, found: int, *, moved: bool) -> Flaw:
    where = "stands further on" if moved else "is not there"
    words = f"entry {wanted} {where}: the one in its place was written as number {found}"
    return Flaw(number=wanted, kind="moved" if moved else "removed", text=words)


def _parted(seen: Walked, entry: Entry, rest: Iterator[Entry], watched: Collection[int]) -> Flaw:
    """Both are whole. Without a signed head, `entry` is wrong where nothing follows it either, else the one before."""
    last, next_ = entry, next(rest, None)
    backed = next_ is None or _follows(next_, entry)
    while True:
        if last.number in watched:
            seen.beyond[last.number] = last.sha256
        if next_ is None or not _follows(next_, last):
            break
        last, next_ = next_, next(rest, None)
    known = seen.last >= seen.start.number
    return parted(seen.last if known and backed else entry.number, entry.number)


def _follows(entry: Entry, before: Entry) -> bool:
    linked = entry.number == before.number + 1 and entry.previous == before.sha256
    return linked and entry.hashed() == entry.sha256


def parted(first: int, second: int) -> Flaw:
    """Which of two neighbours that do not belong together is named, and that it is the link between them."""
    words = f"entry {second} was not written after the entry {second - 1} that stands before it"
    return Flaw(number=first, kind="parted", text=f"{words}: entry {first} was changed and hashed anew, or put in")
