"""Whether a chain is as it was written, and who stands for it: the links, the signed heads, the keys. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from sightline.records.audit.entry import Entry
from sightline.records.audit.head import Head
from sightline.records.audit.walk import Flaw, Start, Walked, parted, walk

State = Literal["good", "unproven", "broken"]
#: A head that somebody kept: the entry's number and its hash.
Kept = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What stands and what does not.

    `signed` is the number of the newest entry under a good signed head (0: none); `unsigned` how many entries are
    newer; `refused` the heads after it that carry no signature; `orphaned` the entries at which a key came in without
    the word of the one before.
    """

    first: int
    last: int
    sha256: str
    first_at: str
    last_at: str
    signed: int
    signed_at: str
    refused: int
    orphaned: tuple[int, ...]
    flaw: Flaw | None

    @property
    def unsigned(self) -> int:
        """Entries that no good head stands for."""
        return self.last - max(self.signed, self.first - 1)

    @property
    def state(self) -> State:
        """Unproven: every link holds, and no signature says that it is ours, or the newest head has none."""
        if self.flaw is not None:
            return "broken"
        return "good" if self.signed and not self.refused else "unproven"


def verify(
    entries: Iterable[Entry],
    heads: Sequence[Head],
    keys: Collection[str],
    *,
    start: Start | None = None,
    kept: Sequence[Kept] = (),
) -> Verdict:
    """`keys` are the public keys that are trusted beforehand; those that the chain brings in under their word follow.

    `kept` heads are looked for as well: they are what tells that the newest entries were cut off with their heads.
    """
    places = {head.number for head in heads} | {number for number, _ in kept}
    seen = walk(entries, places, start or Start())
    good = _good(seen, heads, keys)
    flaws = [*_of_heads(seen, heads, good), *_of_kept(seen, kept)]
    if seen.flaw is not None:
        flaws.append(_settled(seen, seen.flaw, good))
    newest = max((head for head in good if seen.at.get(head.number) == head.sha256), key=_number, default=None)
    signed = newest.number if newest else 0
    return Verdict(
        first=seen.start.number,
        last=seen.last,
        sha256=seen.sha256,
        first_at=seen.first_at,
        last_at=seen.last_at,
        signed=signed,
        signed_at=newest.at if newest else "",
        refused=sum(1 for head in heads if not head.signed and head.number > signed),
        orphaned=_orphaned(seen, good),
        flaw=min(flaws, key=lambda flaw: flaw.number, default=None),
    )


def _number(head: Head) -> int:
    return head.number


def _good(seen: Walked, heads: Sequence[Head], keys: Collection[str]) -> list[Head]:
    """Heads whose signature holds, by a key that is trusted where they stand.

    A key is trusted that was given, or that the chain brought in or replaced under a good head; each until the next
    came in.
    """
    whole = [head for head in heads if head.signed and head.holds()]
    reach, known = -1, dict[int, str]()
    while True:
        trusted = {*keys, *known.values(), *([seen.earlier] if known else [])}
        good = [head for head in whole if head.key in trusted and _in_force(known, head)]
        stands = max((head.number for head in good if seen.at.get(head.number) == head.sha256), default=0)
        if stands <= reach:
            return good
        reach, known = stands, {number: key for number, key in seen.keys.items() if number <= stands}


def _in_force(known: Mapping[int, str], head: Head) -> bool:
    """The key that the head names was in use there; one that came in before what is looked at may have been."""
    came = max((number for number, key in known.items() if key == head.key), default=0)
    gone = min((number for number, key in known.items() if number > came and key != head.key), default=None)
    return came <= head.number and (gone is None or head.number <= gone)


def _of_heads(seen: Walked, heads: Sequence[Head], good: Sequence[Head]) -> Iterable[Flaw]:
    """What is wrong with heads, or shown by them, up to the last good entry."""
    stands = 0
    for head in sorted(heads, key=_number):
        if head.number < seen.start.number:
            continue
        if head.number > seen.last:
            if seen.flaw is None:
                words = f"entries {seen.last + 1} to {head.number} are gone from the end: a head of {head.at} has them"
                yield Flaw(number=seen.last + 1, kind="truncated", text=words)
            return
        if head.signed and head not in good:
            words = (
                "its signature does not hold" if not head.holds() else "it is signed by a key that nobody vouches for"
            )
            yield Flaw(number=head.number, kind="head", text=f"the head at entry {head.number}: {words}")
        elif seen.at.get(head.number) != head.sha256:
            yield _rewritten(stands, head)
            return
        elif head.signed:
            stands = head.number


def _rewritten(stands: int, head: Head) -> Flaw:
    """The links hold and a head says another hash: everything after the entry in question was hashed anew."""
    first = stands + 1
    which = f"entry {first}" if first == head.number else f"one of the entries {first} to {head.number}"
    words = f"{which} was changed, and all after it hashed anew: the head of {head.at} at entry {head.number} says so"
    return Flaw(number=first, until=head.number, kind="changed", text=words)


def _of_kept(seen: Walked, kept: Sequence[Kept]) -> Iterable[Flaw]:
    for number, sha256 in kept:
        found = seen.at.get(number)
        if found == sha256 or number < seen.start.number or (seen.flaw and number > seen.last):
            continue
        if found is None:
            words = f"entries {seen.last + 1} to {number} are gone from the end: a head that was kept has them"
            yield Flaw(number=seen.last + 1, kind="truncated", text=words)
        else:
            words = f"entry {number} or one before it is another than when its head was kept"
            yield Flaw(number=number, kind="changed", text=words)


def _settled(seen: Walked, flaw: Flaw, good: Sequence[Head]) -> Flaw:
    """Which of two neighbours is wrong, by the signed heads on both sides."""
    if flaw.kind != "parted":
        return flaw
    second = seen.last + 1
    before = any(head.number == seen.last and seen.at.get(head.number) == head.sha256 for head in good)
    after = [head for head in good if head.number >= second]
    if before:
        return parted(second, second)
    if any(seen.beyond.get(head.number) == head.sha256 for head in after):
        return parted(max(seen.last, seen.start.number), second)
    return parted(second, second) if after else flaw


def _orphaned(seen: Walked, good: Sequence[Head]) -> tuple[int, ...]:
    """Keys after the first that no head of the one before stands for."""
    numbers = sorted(seen.keys)
    return tuple(
        now
        for old, now in pairwise(numbers)
        if not any(head.number == now and head.key == seen.keys[old] for head in good)
    )
