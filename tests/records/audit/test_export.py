"""An export proves itself: by the public key alone, whole or in part, whatever was done to its lines."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sightline.errors import EstateError
from sightline.records.audit.chain import Chain
from sightline.records.audit.entry import Entry, canonical
from sightline.records.audit.export import export
from sightline.records.audit.exported import entry_line, first_line, head_line, judge, last_line
from sightline.records.audit.verify import Verdict
from sightline.records.audit.walk import Start
from tests.records.audit.chains import OURS, THEIRS, chain, head, sealed, written

ENTRIES = chain(9)
HEADS = (4, 9)


def lines() -> list[bytes]:
    """An export of nine entries under two heads."""
    made = [first_line(Start())]
    for entry in ENTRIES:
        made.append(entry_line(entry))
        made += [head_line(head(entry))] if entry.number in HEADS else []
    return [*made, last_line(9, 9, 2)]


LINES = lines()
#: The line in which each entry stands.
PLACE = {entry.number: LINES.index(entry_line(entry)) for entry in ENTRIES}


def judged(folder: Path, made: list[bytes], key: str = OURS.public) -> Verdict:
    """What the file says of itself."""
    file = folder / "audit.jsonl"
    file.write_bytes(b"".join(made))
    return judge(file, [key])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all tries of a property."""
    return tmp_path_factory.mktemp("exports")


def test_an_export_is_good_by_the_public_key(tmp_path: Path) -> None:
    verdict = judged(tmp_path, LINES)
    assert (verdict.state, verdict.first, verdict.last, verdict.signed) == ("good", 1, 9, 9)
    assert judged(tmp_path, LINES, THEIRS.public).state == "broken"


@given(some.integers(0, len(LINES) - 1), some.data())
def test_any_byte_of_any_line(place: Path, number: int, data: some.DataObject) -> None:
    """A changed byte is found, in the entry of that line or the head or frame that it is in."""
    line = LINES[number]
    at = data.draw(some.integers(0, len(line) - 2))
    byte = data.draw(some.integers(0, 255).filter(lambda one: one not in (line[at], 10)))
    made = [*LINES[:number], line[:at] + bytes([byte]) + line[at + 1 :], *LINES[number + 1 :]]
    flaw = flaw_in(place, made)
    assert flaw
    if number in PLACE.values():
        assert PLACE[flaw] == number


def flaw_in(place: Path, made: list[bytes]) -> int:
    """The entry that is named; -1 where the file is refused as a whole, 0 where nothing is wrong."""
    try:
        flaw = judged(place, made).flaw
    except EstateError:
        return -1
    return flaw.number if flaw else 0


@given(some.integers(1, len(LINES)))
def test_a_file_that_was_cut(place: Path, length: int) -> None:
    verdict = judged(place, LINES[:length])
    assert (verdict.state, verdict.flaw is None) == (("good", True) if length == len(LINES) else ("broken", False))


@given(some.binary(min_size=1, max_size=40))
def test_what_was_written_behind_the_end(place: Path, more: bytes) -> None:
    assert flaw_in(place, [*LINES, more])


@given(some.integers(1, len(LINES) - 2), some.integers(1, len(LINES) - 2))
def test_lines_that_were_swapped(place: Path, one: int, other: int) -> None:
    made = list(LINES)
    made[one], made[other] = made[other], made[one]
    entries = [line for line in made if line in [LINES[at] for at in PLACE.values()]]
    moved = [number for number, line in enumerate(entries, 1) if line != LINES[PLACE[number]]]
    verdict = judged(place, made)
    assert (verdict.flaw.number if verdict.flaw else None) == (moved[0] if moved else None)


@pytest.mark.parametrize("line", [b"", b"{}\n", b"[]\n", b"\n", b"no json\n", b'{"form":"sightline.audit/1"}\n'])
def test_what_is_no_export_is_refused_by_name(tmp_path: Path, line: bytes) -> None:
    with pytest.raises(EstateError, match=r"audit\.jsonl.*no export of an audit chain"):
        judged(tmp_path, [line])


def deep(entry: Entry, value: bytes) -> bytes:
    """An entry's line with another `what`."""
    return entry_line(entry).replace(canonical(entry.what), value)


@pytest.mark.parametrize(
    "value",
    [b"[" * 100_000 + b"]" * 100_000, b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":NaN}', b'{"a":"\\ud800"}', b'"text"'],
)
def test_a_line_that_no_export_writes_is_a_changed_entry(tmp_path: Path, value: bytes) -> None:
    flaw = judged(tmp_path, [*LINES[:3], deep(ENTRIES[2], value), *LINES[4:]]).flaw
    assert flaw is not None
    assert (flaw.number, flaw.kind) == (3, "changed")


def test_the_chain_of_a_database_is_exported_whole_and_in_part(chain: Chain, tmp_path: Path) -> None:
    sealed(chain, 4)
    sealed(chain, 3)
    entries = written(chain)
    file = tmp_path / "audit.jsonl"
    made = export(chain, file)
    assert (made.first, made.last, made.heads) == (1, 8, 2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert judge(file, [OURS.public]).state == "good"
    assert judge(file, [OURS.public], [(8, entries[-1].sha256)]).state == "good"
    part = export(chain, file, since=entries[6].at)
    assert (part.first, part.last, part.heads) == (7, 8, 1)
    verdict = judge(file, [OURS.public])
    assert (verdict.state, verdict.first, verdict.last, verdict.signed) == ("good", 7, 8, 8)
    assert judge(file, [THEIRS.public]).state == "broken"
    with pytest.raises(EstateError, match="has no entry since 2999"):
        export(chain, file, since="2999-01-01")
    assert judge(file, [OURS.public]).state == "good", "the file is as it was"


def test_an_export_that_cannot_be_written_names_the_file(chain: Chain, tmp_path: Path) -> None:
    sealed(chain, 1)
    with pytest.raises(EstateError, match=r"nowhere/audit\.jsonl: the export cannot be written"):
        export(chain, tmp_path / "nowhere" / "audit.jsonl")


def test_a_foreign_program_finds_the_same_hashes(chain: Chain, tmp_path: Path) -> None:
    """The form as its docstring tells it, by the standard library alone."""
    import hashlib

    chain.append("export", who_asked="Zoë", size=12, ratio=0.25, note='tab\there \u2028 \x7f "quoted" \\ /', none=None)
    sealed(chain, 2)
    export(chain, tmp_path / "audit.jsonl")
    previous = "0" * 64
    for line in (tmp_path / "audit.jsonl").read_text(encoding="utf-8").split("\n")[1:-2]:
        one = json.loads(line)
        if "head" in one:
            continue
        sha256 = one.pop("sha256")
        text = json.dumps(one, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert (one["previous"], hashlib.sha256(text.encode()).hexdigest()) == (previous, sha256)
        previous = sha256
    assert previous == written(chain)[-1].sha256


def test_an_export_takes_no_pipes_place_and_leaves_a_link_a_link(chain: Chain, tmp_path: Path) -> None:
    chain.append("run")
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    with pytest.raises(EstateError, match="an export goes into a file of its own"):
        export(chain, pipe)
    assert pipe.is_fifo()
    (tmp_path / "there.jsonl").write_text("old")
    link.symlink_to("there.jsonl")
    export(chain, link)
    assert link.is_symlink()
    assert (tmp_path / "there.jsonl").read_text() != "old"
