"""Until its day the older policy counts for who complies with all of it, and for nobody else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.policy.finding import VERDICTS, Finding, Verdict
from sightline.policy.grace import FINE, either
from sightline.policy.policy import Policy
from tests.policy.strategies import a_policy

UNTIL = date(2026, 12, 31)
POLICY = replace(a_policy(), version="2", before=replace(a_policy(), version="1"), before_until=UNTIL)


def findings(**verdicts: Verdict) -> list[Finding]:
    """One finding for each control."""
    return [
        Finding(site="a", system="main", device="b", control=control, clause="1", severity="high", verdict=verdict,
                wanted=1, found=2, reason=f"{control} {verdict}", remedy="harden")
        for control, verdict in verdicts.items()
    ]  # fmt: skip


def verdicts(said: Sequence[Finding]) -> dict[str, tuple[str, str | None]]:
    """Each control's verdict, and by which policy."""
    return {one.control: (one.verdict, one.policy) for one in said}


def test_who_complies_with_the_newer_counts_by_it() -> None:
    said = either(findings(a="compliant", b="not_applicable"), findings(a="drift"), POLICY)
    assert verdicts(said) == {"a": ("compliant", "2"), "b": ("not_applicable", "2")}


def test_who_complies_with_all_of_the_older_counts_by_it_and_is_told_what_comes() -> None:
    said = either(findings(a="drift", b="compliant", c="drift"), findings(a="compliant", b="compliant"), POLICY)
    assert verdicts(said) == {"a": ("compliant", "1"), "b": ("compliant", "2"), "c": ("not_applicable", "1")}
    assert said[0].reason == "a compliant; by policy 1, which counts until 2026-12-31; by 2 it is drift: a drift"
    assert said[2].reason.startswith("not asked by policy 1")
    assert (said[2].wanted, said[2].found, said[2].remedy) == (None, None, "")


@pytest.mark.parametrize("older", ["drift", "unread", "unsupported"])
def test_half_of_one_and_half_of_the_other_is_neither(older: Verdict) -> None:
    newer = findings(a="drift", b="compliant")
    said = either(newer, findings(a="compliant", b=older), POLICY)
    assert verdicts(said) == {"a": ("drift", "2"), "b": ("compliant", "2")}


def test_an_older_policy_that_asks_nothing_lets_nobody_through() -> None:
    for older in ([], findings(a="not_applicable")):
        assert verdicts(either(findings(a="drift"), older, POLICY)) == {"a": ("drift", "2")}


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(VERDICTS), min_size=1),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(VERDICTS)),
)
def test_nothing_becomes_fine_unless_all_of_the_older_is(newer: dict[str, Verdict], older: dict[str, Verdict]) -> None:
    said = either(findings(**newer), findings(**older), POLICY)
    assert [one.control for one in said] == list(newer)
    if not set(older.values()) <= {*FINE}:
        assert [one.verdict for one in said] == list(newer.values())
    assert all(one.policy in ("1", "2") for one in said)
    assert either(findings(**newer), findings(**newer), POLICY)[0].verdict == next(iter(newer.values()))


def at(today: date) -> Policy:
    """The policy on a day."""
    return replace(POLICY, today=today)


def test_the_last_day_is_one_of_grace_and_the_next_is_not() -> None:
    assert at(UNTIL).still is POLICY.before
    assert at(UNTIL + timedelta(days=1)).still is None
    assert replace(POLICY, before=None).still is None


def test_both_are_narrowed_to_a_device() -> None:
    narrow = POLICY.for_device(POLICY.declared, retention_days=7, now=POLICY.now, today=POLICY.today)
    assert narrow.before is not None
    assert (narrow.retention_days, narrow.before.retention_days) == (7, 7)
