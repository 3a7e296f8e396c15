"""Whatever is done to a chain is found, and the first entry that it was done to is named."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as some

from sightline.records.audit.entry import FIELDS, NOTHING, Entry, canonical, plain
from sightline.records.audit.verify import Verdict, verify
from sightline.records.audit.walk import Flaw
from tests.records.audit.chains import OURS, THEIRS, chain, chained_anew, hashed_anew, head, heads

LENGTH = 14
WHOLE, OTHER = chain(LENGTH), chain(LENGTH, salt="other")
SIGNED = heads(WHOLE)
HEADS = {one.number for one in SIGNED}
places = some.integers(1, LENGTH)
LINK = ("number", "previous", "sha256")


def judged(entries: list[Entry], signed: bool = True) -> Verdict:
    """What stands, by our key or by the links alone."""
    return verify(entries, SIGNED if signed else [], [OURS.public])


def first_other(entries: list[Entry]) -> int:
    """The place of the first entry that is not as it was written; one past the end where the end is missing."""
    pairs = zip(entries, WHOLE, strict=False)
    return next((at for at, (now, then) in enumerate(pairs, 1) if now != then), min(len(entries), LENGTH) + 1)


def flaw_of(verdict: Verdict) -> Flaw:
    """What is wrong; there must be something, and its words name it."""
    assert verdict.state == "broken"
    assert verdict.flaw is not None
    assert str(verdict.flaw.number) in verdict.flaw.text
    return verdict.flaw


def named(entries: list[Entry], signed: bool = True) -> int:
    """The entry that is named as the first bad one."""
    return flaw_of(judged(entries, signed)).number


def within(flaw: Flaw, place: int) -> bool:
    """One of those that are named, where all up to a head may have been hashed anew."""
    return flaw.number <= place <= max(flaw.number, flaw.until)


def edited(entry: Entry, field: str, data: some.DataObject) -> Entry:
    """The entry with another value in a field."""
    if field == "number":
        value: Any = data.draw(some.integers(-3, LENGTH + 3))
    elif field in ("previous", "sha256"):
        value = data.draw(some.sampled_from([NOTHING, *(one.sha256 for one in WHOLE)]))
    elif field == "what":
        value = data.draw(some.dictionaries(some.text(max_size=3), some.integers() | some.text() | some.none()))
    else:
        value = data.draw(some.text())
    assume(value != getattr(entry, field))
    return replace(entry, **{field: plain(value)})


def test_a_whole_chain_is_good() -> None:
    verdict = judged(WHOLE)
    assert (verdict.state, verdict.flaw, verdict.signed, verdict.unsigned) == ("good", None, LENGTH, 0)
    assert judged(WHOLE, signed=False).state == "unproven"


@given(places, some.sampled_from(FIELDS), some.booleans(), some.data())
def test_a_changed_field(place: int, field: str, signed: bool, data: some.DataObject) -> None:
    entries = list(WHOLE)
    entries[place - 1] = edited(entries[place - 1], field, data)
    assert named(entries, signed) == place


@given(places, some.sampled_from([name for name in FIELDS if name not in LINK]), some.data())
def test_a_changed_field_with_a_hash_to_match(place: int, field: str, data: some.DataObject) -> None:
    entries = list(WHOLE)
    entries[place - 1] = hashed_anew(edited(entries[place - 1], field, data))
    flaw = flaw_of(judged(entries))
    assert within(flaw, place)
    assert flaw.number == place or place in HEADS


@given(places, some.sampled_from([name for name in FIELDS if name not in LINK]), some.data())
def test_a_changed_field_and_all_after_it_hashed_anew(place: int, field: str, data: some.DataObject) -> None:
    entries = list(WHOLE)
    entries[place - 1] = edited(entries[place - 1], field, data)
    verdict = judged(chained_anew(entries))
    assert within(flaw_of(verdict), place)
    assert verdict.signed < place


@given(places, some.integers(1, 5), some.booleans())
def test_removed_entries(place: int, count: int, renumbered: bool) -> None:
    """Those after the gap as they were, or under the numbers of the removed ones."""
    entries = [*WHOLE[: place - 1], *WHOLE[place - 1 + count :]]
    if renumbered:
        entries = [replace(entry, number=at) for at, entry in enumerate(entries, 1)]
    assert named(entries) == place


@given(some.integers(1, LENGTH - 1), places, some.sampled_from(["copy", "forged", "linked"]), some.booleans())
def test_an_inserted_entry(after: int, source: int, kind: str, renumbered: bool) -> None:
    new = WHOLE[source - 1]
    if kind != "copy":
        new = replace(new, number=after + 1, event="export")
        new = hashed_anew(replace(new, previous=WHOLE[after - 1].sha256) if kind == "linked" else new)
    entries = [*WHOLE[:after], new, *WHOLE[after:]]
    if renumbered:
        entries = [*entries[: after + 1], *(replace(one, number=one.number + 1) for one in entries[after + 1 :])]
    flaw, place = flaw_of(judged(entries)), first_other(entries)
    assert within(flaw, place)
    assert flaw.number == place or place in HEADS


@given(places, places, some.booleans())
def test_swapped_entries(one: int, other: int, renumbered: bool) -> None:
    assume(one != other)
    entries = list(WHOLE)
    entries[one - 1], entries[other - 1] = entries[other - 1], entries[one - 1]
    if renumbered:
        entries = [replace(entry, number=at) for at, entry in enumerate(entries, 1)]
    assert named(entries) == min(one, other)


@given(some.permutations(WHOLE))
def test_any_other_order(entries: list[Entry]) -> None:
    assume(entries != WHOLE)
    assert named(entries) == named(entries, signed=False) == first_other(entries)


@given(some.integers(0, LENGTH - 1))
def test_a_cut_end(length: int) -> None:
    flaw = flaw_of(judged(WHOLE[:length]))
    assert (flaw.kind, flaw.number) == ("truncated", length + 1)


@given(some.integers(0, LENGTH - 1))
def test_a_cut_end_with_its_heads_is_told_by_a_head_that_was_kept(length: int) -> None:
    left = [one for one in SIGNED if one.number <= length]
    assert verify(WHOLE[:length], left, [OURS.public]).flaw is None
    flaw = flaw_of(verify(WHOLE[:length], left, [OURS.public], kept=[(LENGTH, WHOLE[-1].sha256)]))
    assert (flaw.kind, flaw.number) == ("truncated", length + 1)


@given(some.integers(1, LENGTH - 1), some.sampled_from([OURS, THEIRS]))
def test_two_chains_put_together(length: int, key: Any) -> None:
    """The heads are those of both, each for its own part: a head at the seam says that ours is right up to there."""
    entries = [*WHOLE[:length], *OTHER[length:]]
    whose = [
        *(one for one in SIGNED if one.number <= length),
        *(one for one in heads(OTHER, 4, key) if one.number > length),
    ]
    assert flaw_of(verify(entries, whose, [OURS.public])).number == (length if length % 4 else length + 1)


@given(some.integers(1, LENGTH - 1))
def test_the_end_of_another_chain_under_our_heads(length: int) -> None:
    assert named([*WHOLE[:length], *OTHER[length:]]) == length + 1


@given(places, some.sampled_from(["number", "sha256", "at", "key", "signature"]))
def test_a_changed_head(place: int, field: str) -> None:
    value: Any = place + 1 if field == "number" else "00" * 32
    forged = replace(head(WHOLE[place - 1]), **{field: value})
    assert verify(WHOLE, [forged], [OURS.public]).state == "broken"


PLAIN = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=8,
)


@given(PLAIN)
def test_plain_data_stays_as_it_is_on_its_way(value: Any) -> None:
    once = plain(value)
    text = canonical(once)
    assert json.loads(text) == once
    assert canonical(json.loads(text)) == text
