"""Every clause, both ways: unknown is never compliant, and a clause that nothing answers is bare."""

from collections.abc import Collection

from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.policy.coverage import ORDER, Judgement, Row, coverage, of_subject, worst
from sightline.policy.finding import VERDICTS
from sightline.policy.policy import Clause

ASKED = {"retention": ["a/1", "a/2"], "signage": ["a/main"], "vehicles": []}


def clause(number: str, *controls: str, **more: object) -> Clause:
    """A clause of these controls."""
    return Clause(clause=number, says="It says", kinds=("V",), controls=controls, **more)  # type: ignore[arg-type] # as written


def judged(about: str, control: str, verdict: str) -> Judgement:
    """One judgement."""
    return Judgement(about=about, control=control, verdict=verdict)


def row(*judgements: Judgement, controls: Collection[str] = ("retention", "signage"), **more: object) -> Row:
    """The row of one clause."""
    return coverage([clause("1", *controls, **more)], ASKED, judgements)[0]


def test_whoever_was_not_judged_is_counted_and_keeps_the_clause_from_being_compliant() -> None:
    some = row(judged("a/1", "retention", "compliant"), judged("a/main", "signage", "compliant"))
    assert [answer.counts for answer in some.answers] == [{"not_judged": 1, "compliant": 1}, {"compliant": 1}]
    assert some.state == "not_judged"
    every = row(*(judged(about, slug, "compliant") for slug, own in ASKED.items() for about in own))
    assert (every.state, every.bare) == ("compliant", "")


def test_a_device_that_is_no_longer_there_does_not_count() -> None:
    old = row(
        judged("a/3", "retention", "drift"), *(judged(one, "retention", "compliant") for one in ASKED["retention"])
    )
    assert old.answers[0].counts == {"compliant": 2}


def test_a_clause_is_bare_where_a_control_is_gone_or_none_is_there_yet() -> None:
    assert row(controls=["no-audio", "retention"]).bare == "no control is loaded for no-audio"
    assert row(controls=["no-audio"]).state == "bare"
    assert row(controls=[], planned=("views",)).bare == "its controls are still to come: views"
    assert row(controls=[]).bare == "nothing answers it"
    outside = row(controls=[], outside="Not ours")
    assert (outside.bare, outside.state) == ("", "outside")
    assert row(controls=["vehicles"]).state == "not_asked"


def test_from_a_device_to_its_clauses() -> None:
    rows = coverage([clause("1", "retention"), clause("2", "signage"), clause("3", "retention", "signage")], ASKED, [])
    assert [found.clause for found, _ in of_subject(rows, "a/2")] == ["1", "3"]
    assert [found.clause for found, _ in of_subject(rows, "a/main")] == ["2", "3"]
    assert of_subject(rows, "b/1") == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(VERDICTS), min_size=3, max_size=3))
def test_a_clause_is_compliant_only_where_nothing_worse_was_found(verdicts: list[str]) -> None:
    places = [("a/1", "retention"), ("a/2", "retention"), ("a/main", "signage")]
    found = row(*(judged(about, slug, verdict) for (about, slug), verdict in zip(places, verdicts, strict=True)))
    assert found.state == worst(verdicts)
    assert (found.state in ("compliant", "waived", "not_applicable")) is (
        not {"drift", "unread", "unsupported"} & set(verdicts)
    )


def test_every_verdict_has_its_place() -> None:
    assert sorted(ORDER) == sorted([*VERDICTS, "not_judged"])
