"""The policy clause by clause: which controls answer each, and what they found last. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sightline.policy.policy import Clause

#: Over all that it was asked of, a control is the first of these that any finding is. Unknown is never compliant.
ORDER = ("drift", "unread", "unsupported", "not_judged", "waived", "compliant", "not_applicable")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a control found last of a device, a system's register or the estate's: `about` names it. `run` found it."""

    about: str
    control: str
    verdict: str
    reason: str = ""
    run: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A control of a clause. `there` is False where nothing of that slug is loaded: its file is gone."""

    slug: str
    there: bool
    judgements: tuple[Judgement, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each verdict, the worst first."""
        found = Counter(one.verdict for one in self.judgements)
        return {verdict: found[verdict] for verdict in ORDER if found[verdict]}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One clause and its answers; `outside` is the reason why it needs none."""

    clause: str
    says: str
    kinds: tuple[str, ...]
    answers: tuple[Answer, ...]
    planned: tuple[str, ...] = ()
    outside: str = ""
    state: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", _state(self))

    @property
    def bare(self) -> str:
        """Why the clause is not answered, or ""."""
        gone = [answer.slug for answer in self.answers if not answer.there]
        if gone:
            return f"no control is loaded for {', '.join(gone)}"
        if not self.answers and not self.outside:
            return (
                f"its controls are still to come: {', '.join(self.planned)}" if self.planned else "nothing answers it"
            )
        return ""


def coverage(
    clauses: Iterable[Clause],
    asked: Mapping[str, Collection[str]],
    judgements: Iterable[Judgement],
) -> list[Row]:
    """A row for each clause. `asked` has each control that is loaded, and of whom it is asked.

    Who was asked and has no judgement is `not_judged`; a judgement of somebody who is no longer asked does not count.
    """
    found: dict[str, dict[str, Judgement]] = {}
    for one in judgements:
        found.setdefault(one.control, {})[one.about] = one
    return [
        Row(
            clause=clause.clause,
            says=clause.says,
            kinds=clause.kinds,
            answers=tuple(_answer(slug, asked, found.get(slug, {})) for slug in clause.controls),
            planned=clause.planned,
            outside=clause.outside,
        )
        for clause in clauses
    ]


def _answer(slug: str, asked: Mapping[str, Collection[str]], found: Mapping[str, Judgement]) -> Answer:
    if slug not in asked:
        return Answer(slug=slug, there=False)
    nothing = (
        Judgement(about=about, control=slug, verdict="not_judged") for about in asked[slug] if about not in found
    )
    own = (found[about] for about in asked[slug] if about in found)
    return Answer(slug=slug, there=True, judgements=(*own, *nothing))


def _state(row: Row) -> str:
    """The worst of its answers; "bare" where one is missing, "outside" or "planned" where there is none."""
    if row.bare:
        return "planned" if row.planned and not row.answers else "bare"
    verdicts = {verdict for answer in row.answers for verdict in answer.counts}
    return worst(verdicts) if row.answers else "outside"


def worst(verdicts: Collection[str]) -> str:
    """The first of ORDER; "not_asked" of nothing."""
    return next((verdict for verdict in ORDER if verdict in verdicts), "not_asked")


def of_subject(rows: Sequence[Row], about: str) -> list[tuple[Row, list[Judgement]]]:
    """The clauses that ask something of one device, system or the estate, with what was found of it."""
    own = [(row, [one for answer in row.answers for one in answer.judgements if one.about == about]) for row in rows]
    return [(row, judgements) for row, judgements in own if judgements]
