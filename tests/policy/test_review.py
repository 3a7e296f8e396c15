"""A review's answers stand beside what was found; what does not agree needs a note."""

import pytest

from sightline.policy.finding import Finding, Verdict
from sightline.policy.review import (
    CONTROL,
    QUESTIONS,
    Answer,
    Kind,
    Point,
    Question,
    against,
    open_things,
    plain_points,
    unexplained,
)
from tests.policy.shipped import EVERY

CLOCK = Question(slug="time-stamps", asks="Right", controls=("clock",))
LAST = Question(slug="last-review", asks="Put right", last=True)


def finding(control: str, verdict: Verdict, device: str | None = "cam") -> Finding:
    """One finding."""
    return Finding(site="a", system="main", device=device, control=control, clause="", severity="low", verdict=verdict,
                   wanted=None, found=None, reason="")  # fmt: skip


@pytest.mark.parametrize("kind", QUESTIONS)
def test_questions_are_whole(kind: Kind) -> None:
    slugs = [one.slug for one in QUESTIONS[kind]]
    assert len(slugs) == len(set(slugs)) >= 5
    assert CONTROL[kind] in EVERY
    named = {control for one in QUESTIONS[kind] for control in one.controls}
    assert named <= EVERY.keys()
    assert [one.slug for one in QUESTIONS[kind] if one.last] == ["last-review"]


def test_what_the_clause_asks_for_is_asked() -> None:
    said = " ".join(one.asks.lower() for one in QUESTIONS["monthly"])
    for word in ("camera works", "recording", "time stamps", "names", "looks where", "last review"):
        assert word in said
    assert "purpose" in QUESTIONS["annual"][0].asks


def test_drift_and_what_was_not_read_speak_against_a_yes_and_nothing_else_does() -> None:
    findings = [finding("clock", "drift"), finding("clock", "unread", "nvr"), finding("clock", "unsupported"),
                finding("clock", "compliant"), finding("audio", "drift")]  # fmt: skip
    assert against(CLOCK, findings, ["old"]) == ("cam: clock drift", "nvr: clock unread")
    assert against(LAST, findings, ["old"]) == ("old",)


@pytest.mark.parametrize(
    ("answer", "found", "bare"),
    [
        (Answer(yes=True), (), False),
        (Answer(yes=True), ("cam: clock drift",), True),
        (Answer(yes=True, note="set right at once"), ("cam: clock drift",), False),
        (Answer(yes=False), (), True),
        (Answer(yes=False, note="one is blind"), (), False),
    ],
)
def test_a_no_and_a_yes_against_what_was_found_need_a_note(answer: Answer, found: tuple[str, ...], bare: bool) -> None:
    point = Point(question=CLOCK, answer=answer, against=found)
    assert unexplained([point]) == ([point] if bare else [])
    assert plain_points([point])[0]["answer"] == ("yes" if answer.yes else "no")


def test_drifts_and_noes_stay_open() -> None:
    points = [Point(question=CLOCK, answer=Answer(yes=False, note="x"), against=())]
    findings = [finding("clock", "drift"), finding("dpia", "drift", None), finding("audio", "unread")]
    assert open_things(findings, points) == ["cam: clock", "main: dpia", "a no: time-stamps"]
