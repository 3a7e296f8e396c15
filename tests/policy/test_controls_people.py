"""Accounts, passwords and rights by examples: what was found, and what is said of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sightline.policy.extract import Extract
from sightline.policy.policy import DeclaredAccount
from sightline.settings import (
    Absent,
    Account,
    Accounts,
    Export,
    Exported,
    ExportRight,
    Lockout,
    StoreEncryption,
    Unread,
    Unsupported,
)
from tests.policy.shipped import judged
from tests.policy.strategies import a_policy
from tests.policy.unknowns import NOW

UNREAD, UNSUPPORTED, ABSENT = Unread("half"), Unsupported("no way"), Absent("none")


LOCKED = Lockout(enabled=True, attempts=5, lock_seconds=1800)
ADMIN = Account(name="admin", role="administrator")
GUARD = Account(name="guard", role="operator", enabled=True)


def people(*others: Account, onvif: Any = (), lockout: Any = LOCKED) -> Accounts:
    return Accounts(accounts=(ADMIN, *others), onvif_accounts=onvif, lockout=lockout, default_password=False)


def onvif(name: str, role: Any) -> Account:
    return Account(name=name, role=role, store="onvif")


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (people(), "drift", "accounts guard is missing"),
        (people(GUARD), "compliant", "as wanted"),
        (people(GUARD, Account(name="x", role="viewer")), "drift", "accounts x is"),
        (people(GUARD, Account(name="x", role="viewer", enabled=True)), "drift", "accounts x: enabled is true"),
        (people(GUARD, Account(name="x", role="viewer", enabled=False)), "compliant", ""),
        (people(replace(GUARD, role="administrator")), "drift", "role is administrator, wanted operator"),
        (people(GUARD, onvif=UNREAD), "unread", "half"),
        (people(GUARD, onvif=ABSENT), "compliant", ""),
        (people(GUARD, onvif=(onvif("x", "viewer"),)), "drift", "onvif_accounts x is"),
        (people(GUARD, onvif=(onvif("admin", "administrator"),)), "compliant", ""),
        (people(GUARD, onvif=(onvif("guard", "viewer"),)), "compliant", ""),
        (people(GUARD, onvif=(onvif("guard", "other"),)), "drift", "role is other, wanted operator"),
        (people(GUARD, onvif=(onvif("guard", "administrator"),)), "drift", "role is administrator, wanted operator"),
        (people(GUARD, lockout=UNREAD), "unread", "half"),
        (people(GUARD, lockout=replace(LOCKED, enabled=False)), "drift", "lockout.enabled is false"),
        (people(GUARD, lockout=replace(LOCKED, attempts=7)), "drift", "lockout.attempts is 7, wanted 5"),
        (people(GUARD, lockout=replace(LOCKED, attempts=3)), "compliant", ""),
        (people(GUARD, lockout=replace(LOCKED, attempts=0)), "drift", "lockout.attempts is 0, wanted 5"),
        (people(GUARD, lockout=replace(LOCKED, lock_seconds=60)), "drift", "wanted 1800"),
        (people(GUARD, lockout=replace(LOCKED, lock_seconds=UNREAD)), "unread", "half"),
    ],
)
def test_accounts(found: Accounts, verdict: str, words: str) -> None:
    policy = a_policy(declared={"accounts": (DeclaredAccount(name="guard", role="operator"),)})
    said = judged("accounts", found, policy)
    assert said.verdict == verdict
    assert words in said.reason


@pytest.mark.parametrize(("days", "verdict"), [(0, "compliant"), (1, "compliant"), (-1, "drift")])
def test_an_account_is_authorised_until_its_day(days: int, verdict: str) -> None:
    until = NOW.date() + timedelta(days=days)
    policy = a_policy(declared={"accounts": (DeclaredAccount(name="guard", role="operator", until=until),)})
    assert judged("accounts", people(GUARD), policy).verdict == verdict


def test_accounts_that_nobody_declared_are_drift_even_where_none_is_there() -> None:
    said = judged("accounts", people(onvif=UNREAD), a_policy(declared={"accounts": None}))
    assert (said.verdict, said.reason.partition(":")[0]) == ("drift", "accounts not declared")


@pytest.mark.parametrize(
    ("flag", "verdict"), [(False, "compliant"), (True, "drift"), (UNREAD, "unread"), (ABSENT, "not_applicable")]
)
def test_default_login(flag: Any, verdict: str) -> None:
    assert judged("default-login", replace(people(), default_password=flag), a_policy()).verdict == verdict


def rights(*local: Any, stores: Any = ABSENT) -> Export:
    """One administrator, and others who may or may not."""
    others = tuple(
        ExportRight(account=name, local=may) for name, may in zip(("evidence", "guard"), local, strict=False)
    )
    return Export(rights=(ExportRight(account="admin", local=True, inherent=True), *others), stores=stores)


def card(encrypted: Any) -> tuple[StoreEncryption, ...]:
    return (StoreEncryption(store="card", encrypted=encrypted),)


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (rights(True, False), "compliant", "judged by the right to export on the box (an administrator's"),
        (rights(True, True), "drift", "rights guard: local is true, wanted false"),
        (rights(True, UNREAD), "unread", "half"),
        (rights(True, UNSUPPORTED), "unsupported", "no way"),
        (rights(True, False, stores=card(False)), "drift", "stores card: encrypted is false, wanted true"),
        (rights(True, False, stores=card(True)), "compliant", "and the store's own encryption"),
        (rights(True, False, stores=card(UNSUPPORTED)), "unsupported", ""),
        (Export(rights=ABSENT, stores=ABSENT), "not_applicable", "none"),
        (Export(rights=(ExportRight(account="x", local=ABSENT),), stores=ABSENT), "not_applicable", ""),
        (Export(rights=(), stores=ABSENT), "unread", ""),
    ],
)
def test_encrypted_export(found: Export, verdict: str, words: str) -> None:
    said = judged("encrypted-export", found, a_policy(declared={"custodian": "evidence"}))
    assert said.verdict == verdict
    assert words in said.reason


START, TODAY = date(2026, 1, 1), NOW.date()


@pytest.mark.parametrize(
    ("since", "start", "severity"),
    [
        (START, START, "high"),
        (START + timedelta(days=1), START, "high"),
        (START - timedelta(days=1), START, "medium"),
        (None, START, "high"),
        (START, None, "high"),
    ],
)
def test_encrypted_export_weighs_more_on_new_systems(since: date | None, start: date | None, severity: str) -> None:
    policy = a_policy(encrypted_export_from=start, declared={"since": since})
    assert judged("encrypted-export", rights(True), policy).severity == severity


def exported(*names: str) -> Export:
    return Export(rights=ABSENT, stores=ABSENT, extracts=tuple(Exported(name=name) for name in names))


def listed(name: str, place: str, destroyed: date | None = None) -> Extract:
    return Extract(name=name, case="C-1", owner="dpo", place=place, review=START, destroyed=destroyed)


@pytest.mark.parametrize(
    ("found", "entries", "verdict", "words"),
    [
        (exported(), (), "compliant", ""),
        (exported("/srv/x/a.zip"), (), "drift", "extracts /srv/x/a.zip is "),
        (exported("/srv/x/a.zip"), (listed("a.zip", "the safe"),), "compliant", ""),
        (exported("/srv/x/a.zip"), (listed("a", "the safe"),), "compliant", ""),
        (exported("/srv/x/ab.zip"), (listed("a", "the safe"),), "drift", ""),
        (exported("/srv/x/25.11. lobby.mp4"), (listed("25", "the safe"),), "drift", ""),
        (exported("/srv/x/a.zip"), (listed("C-1", "/srv/x/a.zip"),), "compliant", ""),
        (exported("/srv/x/a"), (listed("C-1", "/srv/x/a/"),), "compliant", ""),
        (exported("/srv/x/a"), (listed("C-1", "/srv/x"),), "drift", ""),
        (exported("/srv/x/a"), (listed("a", "x", TODAY),), "drift", ""),
        (exported("/srv/x/a"), (listed("a", "x", TODAY + timedelta(days=1)),), "compliant", ""),
        (exported("/srv/x/a", "/srv/x/b"), (listed("a", "x"),), "drift", "extracts /srv/x/b"),
        (replace(exported(), extracts=UNREAD), (), "unread", "half"),
        (Export(rights=ABSENT, stores=ABSENT), (), "unsupported", "no interface"),
    ],
)
def test_extracts_listed(found: Export, entries: tuple[Extract, ...], verdict: str, words: str) -> None:
    said = judged("extracts-listed", found, a_policy(declared={"extracts": entries}))
    assert (said.verdict, words in said.reason) == (verdict, True), said.reason


def test_extracts_are_asked_for_only_where_the_inventory_says_where_exports_go() -> None:
    said = judged("extracts-listed", exported("/srv/x/a"), a_policy(declared={"exports": ()}))
    assert (said.verdict, said.reason) == ("not_applicable", "the inventory names no `exports` folder on it")
