"""What somebody with the database's password could do is found, and signed over by nobody."""

import json
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from sightline.errors import EstateError
from sightline.records.audit import kept
from sightline.records.audit.chain import Chain
from sightline.records.audit.entry import FIELDS
from sightline.records.audit.proof import judge, proven
from sightline.records.tables.audit import audit_entries, audit_heads
from tests.records.audit.chains import Begin, sealed, written


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


def test_a_damaged_kept_head_is_named(chain: Chain) -> None:
    sealed(chain)
    kept.place(chain.folder).write_text(json.dumps({"number": "x"}))
    with pytest.raises(EstateError, match=r"audit-head\.json: the kept head of the audit chain cannot be read"):
        judge(chain)


def test_from_a_moment_on_what_is_before_is_not_looked_at(chain: Chain) -> None:
    sealed(chain)
    sealed(chain)
    at = written(chain)[7].at
    assert (judge(chain, since=at).state, judge(chain, since=at).first) == ("good", 8)
    assert judge(chain, since="2999").last == 11, "the newest is always looked at"
    tampered(chain, update(audit_entries).where(audit_entries.c.number == 3).values(who="somebody else"))
    assert (judge(chain, since=at).state, judge(chain).state) == ("good", "broken")
    tampered(chain, update(audit_entries).where(audit_entries.c.number == 9).values(who="somebody else"))
    flaw = judge(chain, since=at).flaw
    assert flaw is not None
    assert flaw.number == 9


@pytest.mark.parametrize("records_url", ["sqlite:///.sightline/records.db"])
def test_a_value_of_another_kind_is_a_change(chain: Chain) -> None:
    """SQLite keeps any kind of value in any column."""
    sealed(chain)
    third = audit_entries.c.number == 3
    for column in (name for name in FIELDS if name != "number"):
        with chain.database.reading() as connection:
            before = connection.execute(select(audit_entries.c[column]).where(third)).scalar_one()
        for value in ("'text'", "x'00ff'", "7", "1.5", "''"):
            tampered(chain, update(audit_entries).where(third).values({column: text(value)}))
            flaw = judge(chain).flaw
            assert flaw is not None, (column, value)
            assert flaw.number == 3, (column, value)
        tampered(chain, update(audit_entries).where(third).values({column: before}))
    assert judge(chain).state == "good"
