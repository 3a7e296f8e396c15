"""The register for people at a terminal."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from sightline.policy.counted import counted
from sightline.reports.table import STYLE, clean

#: An entry that ends within so many days is marked.
SOON_DAYS = 30


def show(rows: Iterable[dict[str, Any]], console: Console) -> None:
    """A line for each control of each register, and below it what is not as wanted."""
    for name, of in groupby(rows, key=lambda row: row["register"]):
        console.print(Text(clean(name), "bold"), soft_wrap=True)
        for row in of:
            console.print(_line(row), soft_wrap=True)
            if row["verdict"] not in ("compliant", "not_applicable"):
                console.print(Text(f"      {clean(row['reason'])}", "dim"), soft_wrap=True)


def _line(row: dict[str, Any]) -> Text:
    verdict, left, entry = row["verdict"], row["days_left"], row["entry"]
    soon = left is not None and 0 <= left <= SOON_DAYS
    who = f"{entry['by']} on {entry['when']}" if entry else ""
    return Text.assemble(
        "  ",
        (f"{verdict:<15}", STYLE[verdict]),
        f"{row['control']:<20}",
        (f"{_days(left):<18}", "yellow" if soon else ""),
        clean(who),
    )


def _days(left: int | None) -> str:
    if left is None:
        return ""
    return f"{counted(left, 'day')} left" if left >= 0 else f"over for {counted(-left, 'day')}"
