"""The chain in the database: one line of entries whoever adds, and a signed head at each end."""

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from sightline.errors import EstateError
from sightline.estate.secrets import open_store
from sightline.records.audit import kept, store
from sightline.records.audit.chain import Chain
from sightline.records.audit.entry import Entry
from sightline.records.audit.proof import judge, proven
from sightline.records.audit.rotate import rotate
from sightline.records.tables.audit import audit_entries, audit_heads
from tests.records.chains import NEXT, OURS
from tests.records.estates import estate

KEY = "SIGHTLINE_SECRET_AUDIT_SIGNING_KEY"
Begin = Callable[..., Chain]


def begin(folder: Path, url: str, who: str = "nina") -> Chain:
    """The chain as a process of its own would open it."""
    here = estate(folder, url)
    return Chain.of(here, open_store(here), run="r-1", who=who, why="a test")


@pytest.fixture
def again(tmp_path: Path, records_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """Opens the chain as often as it is called; the key is in the environment."""
    monkeypatch.setenv(KEY, f"token:{OURS.seed.hex()}")
    opened: list[Chain] = []

    def one() -> Chain:
        opened.append(begin(tmp_path, records_url))
        return opened[-1]

    yield one
    for chain in opened:
        chain.close()


@pytest.fixture
def chain(again: Begin) -> Chain:
    """A new one."""
    return again()


def written(chain: Chain) -> list[Entry]:
    """Every entry."""
    with chain.database.reading() as connection:
        return list(store.entries(connection))


def sealed(chain: Chain, count: int = 5) -> None:
    """So many entries and a head."""
    for turn in range(count):
        chain.append("write", device="court/nvr-1", setting="audio", turn=turn)
    assert chain.seal().warning == ""


def test_what_was_done_stands_there_with_who_when_and_why(chain: Chain) -> None:
    entry = chain.append(
        "write", device="court/nvr-1", setting="audio", before={"offset": 0.5, "on": True, "größe": None}
    )
    assert written(chain) == [entry]
    assert (entry.number, entry.who, entry.why, entry.run) == (1, "nina", "a test", "r-1")
    assert (entry.site, entry.device, entry.event) == ("court", "court/nvr-1", "write")
    assert entry.what["before"] == {"offset": "0.5", "on": True, "gr\\xf6\\xdfe": None}
    assert entry.at.endswith("Z")


def test_a_text_that_no_database_keeps_is_kept_readable(chain: Chain) -> None:
    chain.who, chain.why = "ni\0na", "half \ud83d"
    chain.append("write", why_not="a\0b", names=["\udcff"])
    assert (written(chain)[0].who, written(chain)[0].why) == ("ni\ufffdna", "half ?")
    assert judge(chain, []).flaw is None


def test_a_head_is_signed_at_the_end_and_the_key_brought_in_by_the_first(chain: Chain, again: Begin) -> None:
    sealed(chain, 3)
    verdict = judge(chain)
    assert (verdict.state, verdict.last, verdict.signed, verdict.unsigned) == ("good", 4, 4, 0)
    assert written(chain)[-1].what == {"key": OURS.public, "replaces": ""}
    second = again()
    sealed(second, 2)
    assert [one.event for one in written(chain)].count("signing-key") == 1
    assert (judge(chain).state, judge(chain).signed) == ("good", 6)
    assert again().seal().head is None, "nothing was added"


def test_notes_come_with_the_next_entry_and_at_the_end(chain: Chain) -> None:
    chain.note("login", device="court/nvr-1")
    assert written(chain) == []
    chain.append("write", device="court/nvr-1")
    chain.note("login", device="court/nvr-2")
    chain.seal()
    assert [one.event for one in written(chain)] == ["login", "write", "login", "signing-key"]


def test_many_notes_do_not_wait_for_the_end(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.records.audit.chain.MANY", 3)
    for _ in range(7):
        chain.note("login", device="court/nvr-1")
    assert len(written(chain)) == 6


def test_without_a_key_the_head_says_so_and_stands_for_nothing(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY)
    chain.append("write")
    seal = chain.seal()
    assert seal.head is not None
    assert not seal.head.signed
    assert "entry 1 is NOT signed" in seal.warning
    assert "openssl rand -hex 32" in seal.warning
    assert KEY in seal.warning
    assert judge(chain).state == "unproven"


def test_a_head_without_a_key_after_signed_ones_is_not_good(
    chain: Chain, again: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(chain)
    monkeypatch.setenv(KEY, f"token:{NEXT.seed.hex()}")
    chain.append("write")
    assert "restore it from your backup" in chain.seal().warning
    monkeypatch.setenv(KEY, f"token:{OURS.seed.hex()}")
    verdict = judge(again())
    assert (verdict.state, verdict.signed, verdict.unsigned, verdict.refused) == ("unproven", 6, 1, 1)
    sealed(again())
    assert judge(chain).state == "good", "the next signed head stands for all before it"


@pytest.mark.parametrize("value", ["admin:password", "token:abc", "token:" + "g" * 64])
def test_a_secret_that_is_no_key_is_named_and_not_shown(
    chain: Chain, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(KEY, value)
    chain.append("write")
    warning = chain.seal().warning
    assert "'audit/signing-key' is no signing key" in warning
    assert value.partition(":")[2] not in warning


def tampered(chain: Chain, statement: Any) -> None:
    """What somebody with the database's password could do."""
    with chain.database.writing() as connection:
        connection.execute(statement)


def test_what_is_changed_in_the_database_is_named_and_signed_by_nobody(chain: Chain) -> None:
    sealed(chain)
    columns = audit_entries.c
    tampered(chain, update(audit_entries).where(columns.number == 3).values(who="somebody else"))
    verdict = judge(chain)
    assert verdict.flaw is not None
    assert (verdict.state, verdict.flaw.number, verdict.flaw.kind) == ("broken", 3, "changed")
    with pytest.raises(EstateError, match="the audit chain is broken: entry 3 is not as it was written"):
        proven(chain, "write", turn=1)


@pytest.mark.parametrize("value", ['{"turn": 2}', '{"turn":2', "", '{"turn":2,"turn":2,"setting":"audio"}'])
def test_a_text_that_was_put_in_by_hand_is_a_change(chain: Chain, value: str) -> None:
    sealed(chain)
    tampered(chain, update(audit_entries).where(audit_entries.c.number == 3).values(what=value))
    flaw = judge(chain).flaw
    assert flaw is not None
    assert flaw.number == 3


def test_what_is_changed_after_the_last_head_is_not_signed_over(chain: Chain, again: Begin) -> None:
    sealed(chain)
    chain.append("write", setting="clock")
    columns = audit_entries.c
    tampered(chain, update(audit_entries).where(columns.number == 7).values(who="somebody else"))
    later = again()
    later.append("write")
    warning = later.seal().warning
    assert "is NOT signed: entry 7 is not as it was written" in warning
    assert judge(chain).state == "broken"


def test_a_cut_end_is_told_by_the_heads_and_without_them_by_the_one_that_is_kept(chain: Chain, again: Begin) -> None:
    sealed(chain)
    sealed(chain)
    cut = delete(audit_entries).where(audit_entries.c.number > 6)
    tampered(chain, cut)
    flaw = judge(chain).flaw
    assert flaw is not None
    assert (flaw.kind, flaw.number) == ("truncated", 7)
    tampered(chain, delete(audit_heads).where(audit_heads.c.number > 6))
    flaw = judge(chain).flaw
    assert flaw is not None
    assert (flaw.kind, flaw.number) == ("truncated", 7)
    kept.place(chain.folder).unlink()
    assert judge(chain).state == "good", "only a head that was kept elsewhere could tell"
    later = again()
    later.append("write")
    assert later.seal().warning == ""


def test_an_entry_that_was_added_after_a_cut_end_is_not_signed(chain: Chain, again: Begin) -> None:
    sealed(chain)
    tampered(chain, delete(audit_entries).where(audit_entries.c.number > 4))
    later = again()
    later.append("write")
    assert "is NOT signed: one of the entries 1 to 6 was changed" in later.seal().warning


def test_two_entries_after_the_same_one_are_refused_by_the_database(chain: Chain) -> None:
    sealed(chain)
    row = (
        "SELECT 99, at, who, why, run, site, device, event, what, previous, sha256 FROM audit_entries WHERE number = 2"
    )
    with pytest.raises(EstateError, match="previous"):
        tampered(chain, text(f"INSERT INTO audit_entries {row}"))


def test_an_entry_is_proven_once_a_head_stands_for_it(chain: Chain) -> None:
    chain.append("waiver-approval", sha256="ab" * 32, approver="dpo")
    assert proven(chain, "waiver-approval", sha256="ab" * 32) == []
    chain.seal()
    [entry] = proven(chain, "waiver-approval", sha256="ab" * 32)
    assert (entry.who, entry.what["approver"]) == ("nina", "dpo")
    assert proven(chain, "waiver-approval", sha256="cd" * 32) == []


def test_a_new_key_is_signed_for_by_the_old_one(chain: Chain, again: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(chain)
    chain.append("waiver-approval", sha256="ab")
    monkeypatch.setenv(f"{KEY}_NEXT", f"token:{NEXT.seed.hex()}")
    head, left = rotate(chain, lost=False)
    assert head.key == NEXT.public
    assert "'audit/signing-key-next' signs from now on" in left
    sealed(again())
    monkeypatch.setenv(KEY, f"token:{NEXT.seed.hex()}")
    monkeypatch.delenv(f"{KEY}_NEXT")
    sealed(again())
    for key in (OURS, NEXT):
        verdict = judge(again(), [key.public])
        assert (verdict.state, verdict.unsigned, verdict.orphaned) == ("good", 0, ())
    assert len(proven(again(), "waiver-approval", sha256="ab")) == 1
    with pytest.raises(EstateError, match=r"audit/signing-key-next.*openssl rand -hex 32"):
        rotate(again(), lost=False)


def test_a_key_that_is_lost_is_replaced_and_that_stays_visible(
    chain: Chain, again: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(chain)
    monkeypatch.delenv(KEY)
    monkeypatch.setenv(f"{KEY}_NEXT", f"token:{NEXT.seed.hex()}")
    with pytest.raises(EstateError, match="restore it from your backup"):
        rotate(again(), lost=False)
    rotate(again(), lost=True)
    sealed(again())
    verdict = judge(again())
    assert (verdict.state, verdict.orphaned) == ("good", (7,))
    assert judge(again(), [OURS.public]).state == "broken", "the old key does not vouch for what came after"


def test_the_old_key_signs_nothing_any_more(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed(chain)
    monkeypatch.setenv(f"{KEY}_NEXT", f"token:{NEXT.seed.hex()}")
    rotate(chain, lost=False)
    chain.append("write")
    with chain.database.writing() as connection:
        number, sha256 = store.last(connection)
        store.add_head(connection, type(store.heads(connection)[0]).of(number, sha256, OURS))
    flaw = judge(chain).flaw
    assert flaw is not None
    assert (flaw.kind, flaw.number) == ("head", number)


def _appends(folder: Path, url: str, who: str, count: int) -> None:
    chain = begin(folder, url, who)
    for turn in range(count):
        chain.note("login", turn=turn)
        chain.append("write", turn=turn)
    chain.seal()
    chain.close()


def test_several_processes_add_to_one_chain(tmp_path: Path, records_url: str, again: Begin) -> None:
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_appends, args=(tmp_path, records_url, f"p{n}", 25)) for n in range(3)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
    assert [other.exitcode for other in others] == [0, 0, 0]
    chain = again()
    assert judge(chain).state == "good"
    mine = [(one.event, one.what["turn"]) for one in written(chain) if one.who == "p1" and one.event != "signing-key"]
    assert mine == [(event, turn) for turn in range(25) for event in ("login", "write")]
    assert [one.event for one in written(chain)].count("signing-key") == 1


def test_killed_at_any_moment_the_chain_holds_together(tmp_path: Path, records_url: str, again: Begin) -> None:
    """Killed at other moments while it adds; what was there is there, and the next head stands for it."""
    chain = again()
    sealed(chain)
    context = multiprocessing.get_context("spawn")
    for turn in range(6):
        other = context.Process(target=_appends, args=(tmp_path, records_url, f"p{turn}", 100_000))
        before = len(written(chain))
        other.start()
        until = time.monotonic() + 30
        while len(written(chain)) < before + 1 + turn * 3 and time.monotonic() < until:
            time.sleep(0.002 * turn)
        assert other.pid is not None
        os.kill(other.pid, signal.SIGKILL)
        other.join(10)
        verdict = judge(chain)
        assert verdict.flaw is None
        assert verdict.last > before
        sealed(chain, 1)
        assert (judge(chain).state, judge(chain).unsigned) == ("good", 0)


def test_a_damaged_kept_head_is_named(chain: Chain) -> None:
    sealed(chain)
    kept.place(chain.folder).write_text(json.dumps({"number": "x"}))
    with pytest.raises(EstateError, match=r"audit-head\.json: the kept head of the audit chain cannot be read"):
        judge(chain)
