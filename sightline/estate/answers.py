"""The answers of a review, out of a file: every question of every system, and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from sightline.estate.explain import Table
from sightline.estate.fields import Name, Slug, Text
from sightline.estate.problems import Problems
from sightline.estate.words import nearest, shown
from sightline.policy.review import Answer, Question

Answers = dict[str, dict[str, Answer]]


class AnswerTable(Table):
    """One answer: yes or no, and what is to be said of it."""

    said: ClassVar[str] = "an answer"
    answer: bool
    note: Text | None = None


def _whole(given: object) -> object:
    """A bare yes or no."""
    if isinstance(given, bool):
        return {"answer": given}
    if given is None or isinstance(given, str):
        there = shown(given) if given else "nothing"
        raise ValueError(f"expected yes, no, or {{answer: no, note: why}}; found {there}")
    return given


class AnswersTable(Table):
    """The file."""

    said: ClassVar[str] = "the answers"
    reviewer: Text
    systems: dict[Name, dict[Slug, Annotated[AnswerTable, BeforeValidator(_whole)]]] = Field(min_length=1)


def read_answers(path: Path, systems: Sequence[str], questions: Sequence[Question]) -> tuple[str, Answers]:
    """Who reviewed, and the answers by system. Raises EstateError naming each that is missing or that nobody asked."""
    problems = Problems(path.parent)
    table = problems.read(path, AnswersTable)
    if table is not None:
        _compare(problems, path, "system", table.systems, systems, ("systems",))
        asked = [question.slug for question in questions]
        for system, given in table.systems.items():
            _compare(problems, path, "answer", given, asked, ("systems", system))
    problems.raise_any()
    assert table is not None
    return table.reviewer, {
        system: {slug: Answer(yes=one.answer, note=one.note or "") for slug, one in given.items()}
        for system, given in table.systems.items()
    }


def _compare(
    problems: Problems,
    path: Path,
    what: str,
    given: Mapping[str, object],
    asked: Sequence[str],
    here: tuple[str, ...],
) -> None:
    for name in given:
        if name not in asked:
            problems.add(path, (*here, name), f"no {what} {shown(name)} is asked for{nearest(name, asked)}")
    for name in asked:
        if name not in given:
            problems.add(path, here, f"the {what} {shown(name)} is missing")


def template(systems: Sequence[str], questions: Sequence[Question]) -> str:
    """A file to be filled in: it does not load before that."""
    lines = ["reviewer: # who answers", "systems:"]
    for system in systems:
        lines.append(f"  {system}:")
        lines += [
            line
            for one in questions
            for line in (f"    # {one.asks}.", f"    {one.slug}: # yes, no, or {{answer: no, note: why}}")
        ]
    return "\n".join(lines) + "\n"
