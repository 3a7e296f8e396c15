"""The chain in the database: one line of entries whoever adds, and a signed head at each end."""

import pytest

from sightline.records.audit.chain import Chain
from sightline.records.audit.proof import judge, proven
from tests.records.audit.chains import OURS, Begin, sealed, written


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


def test_an_entry_is_proven_once_a_head_stands_for_it(chain: Chain) -> None:
    chain.append("waiver-approval", sha256="ab" * 32, approver="dpo")
    assert proven(chain, "waiver-approval", sha256="ab" * 32) == []
    chain.seal()
    [entry] = proven(chain, "waiver-approval", sha256="ab" * 32)
    assert (entry.who, entry.what["approver"]) == ("nina", "dpo")
    assert proven(chain, "waiver-approval", sha256="cd" * 32) == []


def test_a_secret_that_slips_in_is_not_kept(chain: Chain) -> None:
    chain.append("write", wanted={"community": "public-1", "password": "Open-Sesame", "url": "rtsp://a:Open-Sesame@b/"})
    assert judge(chain, []).flaw is None
    said = str(written(chain)[0].what)
    assert ("Open-Sesame" in said, "public-1" in said, "rtsp://a:" in said) == (False, False, True)
