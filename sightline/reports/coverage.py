"""The policy's clauses and their state: for people at a terminal, and as data."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from sightline.policy.coverage import Judgement, Row
from sightline.policy.judge import plain
from sightline.policy.policy import Policy
from sightline.reports.table import STYLE, clean

SCHEMA = "sightline.policy/1"
STATE = {
    **STYLE,
    "bare": "bold red",
    "planned": "bold red",
    "not_judged": "yellow",
    "outside": "dim",
    "not_asked": "dim",
}


def document(policy: Policy, rows: Iterable[Row], about: str | None = None) -> dict[str, Any]:
    """All of it as plain data; `about` leaves the judgements of one device, system or the estate alone."""
    return {
        "schema": SCHEMA,
        "policy": {"name": policy.name, "version": policy.version},
        "clauses": [_clause(row, about) for row in rows],
    }


def _clause(row: Row, about: str | None) -> dict[str, Any]:
    answers = [
        {
            "control": answer.slug,
            "there": answer.there,
            "counts": answer.counts,
            "judgements": [plain(one) for one in answer.judgements if about in (None, one.about)],
        }
        for answer in row.answers
    ]
    shown: dict[str, Any] = plain(row)
    return {**shown, "answers": answers, "bare": row.bare or None}


def show(rows: Iterable[Row], console: Console) -> None:
    """A line for each clause, and one below it for what answers it."""
    for row in rows:
        console.print(_head(row), soft_wrap=True)
        console.print(Text(f"          {_answers(row)}", "dim"), soft_wrap=True)


def show_clause(row: Row, console: Console) -> None:
    """From a clause to devices: each control with all that it was asked of."""
    console.print(_head(row), soft_wrap=True)
    if row.outside or row.bare:
        console.print(Text(f"  {row.bare or clean(row.outside)}"), soft_wrap=True)
    for answer in row.answers:
        console.print(Text(f"  {answer.slug}", "bold"), soft_wrap=True)
        for one in answer.judgements:
            console.print(_line(one, one.about), soft_wrap=True)


def show_subject(found: Sequence[tuple[Row, list[Judgement]]], console: Console) -> None:
    """From a device, a system or the estate to clauses."""
    for row, judgements in found:
        console.print(Text.assemble((f"{row.clause:<8}", "bold"), clean(row.says)), soft_wrap=True)
        for one in judgements:
            console.print(_line(one, one.control), soft_wrap=True)


def _head(row: Row) -> Text:
    return Text.assemble((f"{row.clause:<8}", "bold"), (f"{row.state:<15}", STATE[row.state]), clean(row.says))


def _answers(row: Row) -> str:
    if row.bare or row.outside:
        return row.bare or clean(row.outside)
    return "; ".join(f"{answer.slug}: {_counted(answer.counts)}" for answer in row.answers)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in counts.items()) or "asked of nobody"


def _line(one: Judgement, name: str) -> Text:
    text = Text.assemble("    ", (f"{one.verdict:<15}", STATE[one.verdict]), f"{clean(name):<30} ")
    return text.append(clean(one.reason) if one.verdict not in ("compliant", "not_applicable") else "", "dim")
