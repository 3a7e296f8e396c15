"""Who signs: the key of the estate's store, the next one after it, or nobody."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import update

from sightline.errors import EstateError
from sightline.estate.secrets import AnySecret, SecretMissing, as_secret
from sightline.records.audit import store
from sightline.records.audit.chain import Chain
from sightline.records.audit.head import Head
from sightline.records.audit.proof import judge, proven
from sightline.records.audit.rotate import rotate
from sightline.records.tables.audit import audit_entries
from tests.records.audit.chains import KEY, NEXT, OURS, Begin, sealed


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
        store.add_head(connection, Head.of(number, sha256, OURS))
    flaw = judge(chain).flaw
    assert flaw is not None
    assert (flaw.kind, flaw.number) == ("head", number)


@dataclass
class Writable:
    """A store of secrets that can be written; `failing` is the name that it refuses."""

    kept: dict[str, AnySecret] = field(default_factory=dict)
    failing: str = ""

    @property
    def path(self) -> None:
        return None

    def get(self, name: str) -> AnySecret:
        if name not in self.kept:
            raise SecretMissing(f"no secret {name}")
        return self.kept[name]

    def names(self) -> tuple[str, ...]:
        return tuple(self.kept)

    def set(self, name: str, value: str | AnySecret) -> None:
        if name == self.failing:
            raise EstateError("the disk is full")
        self.kept[name] = as_secret(value)


@pytest.fixture
def writable(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> Writable:
    """The chain's keys in a store that can be written."""
    there = Writable()
    chain.keys.store = there
    monkeypatch.setattr("sightline.records.audit.keys.open_store", lambda _: there)
    return there


def test_a_store_that_can_be_written_gets_its_key_at_the_first_end(chain: Chain, writable: Writable) -> None:
    sealed(chain)
    [name] = writable.kept
    assert name == "audit/signing-key"
    assert judge(chain).state == "good"
    assert "SigningKey(" in repr(chain.keys.all()[0])
    assert writable.kept[name].value.partition(":")[2] not in repr(chain.keys.all())


def test_the_run_that_makes_the_first_key_judges_by_it(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_before, now = Writable(), Writable()
    chain.keys.store = opened_before
    monkeypatch.setattr("sightline.records.audit.keys.open_store", lambda _: now)
    sealed(chain)
    assert list(now.kept) == ["audit/signing-key"]
    assert judge(chain).flaw is None
    assert judge(chain).state == "good"


def test_a_new_key_takes_the_old_ones_place(chain: Chain, writable: Writable) -> None:
    sealed(chain)
    old = chain.keys.all()[0].public
    head, left = rotate(chain, lost=False)
    assert (left, head.key != old) == ("", True)
    sealed(chain)
    again, _ = rotate(chain, lost=False)
    assert again.key not in (old, head.key)
    sealed(chain)
    for key in (old, head.key, again.key):
        assert (judge(chain, [key]).state, judge(chain, [key]).orphaned) == ("good", ())


@pytest.mark.parametrize("failing", ["audit/signing-key-next", "audit/signing-key"])
def test_a_rotation_that_the_store_does_not_take_leaves_a_chain_that_is_signed(
    chain: Chain, writable: Writable, failing: str
) -> None:
    sealed(chain)
    writable.failing = failing
    if failing.endswith("next"):
        with pytest.raises(EstateError, match="the disk is full"):
            rotate(chain, lost=False)
    else:
        assert "signs from now on" in rotate(chain, lost=False)[1]
    sealed(chain)
    with pytest.raises(EstateError, match="the disk is full"):
        rotate(chain, lost=False)
    sealed(chain)
    writable.failing = ""
    assert rotate(chain, lost=False)[1] == ""
    sealed(chain)
    assert judge(chain).state == "good"
    assert judge(chain).orphaned == ()


def test_a_chain_that_is_broken_gets_no_new_key(chain: Chain, writable: Writable) -> None:
    sealed(chain)
    sealed(chain, 1)
    with chain.database.writing() as connection:
        connection.execute(update(audit_entries).where(audit_entries.c.number == 7).values(who="somebody else"))
    with pytest.raises(EstateError, match="the key stays: "):
        rotate(chain, lost=False)
    assert len(judge(chain).orphaned) == 0
