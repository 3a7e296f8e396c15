"""What a review asks of people, beside what the checks found of the same. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sightline.policy.finding import Finding

Kind = Literal["monthly", "annual"]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A sentence to be answered by yes or no. `controls` look at the same; `last` at what was left open."""

    slug: str
    asks: str
    controls: tuple[str, ...] = ()
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person said. A no has a note."""

    yes: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A question with its answer and what the checks found against a yes."""

    question: Question
    answer: Answer
    against: tuple[str, ...]


MONTHLY = (
    Question(slug="cameras", asks="Every camera works, and its picture is clear", controls=("cameras-live", "views")),
    Question(
        slug="recordings",
        asks="A recording of each camera was played back, and is whole",
        controls=("recording", "oldest-recording", "storage-health"),
    ),
    Question(slug="time-stamps", asks="The time stamps on pictures and recordings are right", controls=("clock",)),
    Question(
        slug="names-positions",
        asks="The names on the pictures are right, and each camera looks where it should",
        controls=("overlay", "masks", "views"),
    ),
    Question(slug="last-review", asks="What the last review left open has been put right", last=True),
)
ANNUAL = (
    Question(slug="effective", asks="The system meets its documented purpose", controls=("purpose",)),
    Question(slug="needed", asks="The need is still pressing, and nothing less intrusive would do", controls=("dpia",)),
    Question(slug="fit", asks="What missed its aim was put right or retired"),
    Question(
        slug="procedures",
        asks="Procedures, signs and training were followed",
        controls=("procedures", "signage", "training"),
    ),
    Question(slug="last-review", asks="What the last review left open has been put right", last=True),
)
QUESTIONS: Mapping[Kind, tuple[Question, ...]] = {"monthly": MONTHLY, "annual": ANNUAL}
#: How a no stands among what is left open: only the next answer can tell whether it is so still.
NO = "a no: "
#: The control of the register that a review answers.
CONTROL: Mapping[Kind, str] = {"monthly": "monthly-review", "annual": "annual-review"}


def against(question: Question, findings: Iterable[Finding], left_open: Iterable[str]) -> tuple[str, ...]:
    """What the checks found amiss, or could not see, of what the question is about.

    `left_open` speaks against the question that looks at the last review.
    """
    if question.last:
        return tuple(left_open)
    own = (one for one in findings if one.control in question.controls)
    return tuple(
        f"{one.device or one.system}: {one.control} {one.verdict}" for one in own if one.verdict in ("drift", "unread")
    )


def unexplained(of: Iterable[Point]) -> list[Point]:
    """Answers that need a note and have none: a no, and a yes against what was found."""
    return [one for one in of if not one.answer.note and (not one.answer.yes or one.against)]


def open_things(findings: Iterable[Finding], of: Iterable[Point]) -> list[str]:
    """What a review leaves open: each drift, and each no."""
    drifts = [f"{one.device or one.system}: {one.control}" for one in findings if one.verdict == "drift"]
    return [*drifts, *(f"{NO}{one.question.slug}" for one in of if not one.answer.yes)]


def plain_points(of: Iterable[Point]) -> list[dict[str, Any]]:
    """For the record."""
    return [
        {
            "question": one.question.slug,
            "asks": one.question.asks,
            "answer": "yes" if one.answer.yes else "no",
            "note": one.answer.note,
            "against": list(one.against),
        }
        for one in of
    ]
