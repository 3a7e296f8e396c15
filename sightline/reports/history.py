"""Since when each finding has been so, as data (`sightline.history/1`) and for people."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from sightline.records.history import Change, Course
from sightline.reports.document import stamp
from sightline.reports.table import STYLE, clean, word

SCHEMA = "sightline.history/1"


def document(courses: Iterable[Course]) -> dict[str, Any]:
    """Plain data; times in UTC."""
    return {"schema": SCHEMA, "series": [_course(one) for one in courses]}


def _course(one: Course) -> dict[str, Any]:
    return {
        "site": one.site,
        "system": one.system,
        "device": one.device,
        "control": one.control,
        "verdict": one.verdict,
        "since": stamp(one.since),
        "judged": one.judged,
        "checked": stamp(one.checked) if one.checked else None,
        "run": one.run,
        "changes": [_change(change) for change in one.changes],
    }


def _change(one: Change) -> dict[str, Any]:
    return {"at": stamp(one.at), "run": one.run, "before": one.before, "verdict": one.verdict, "reason": one.reason}


def show(courses: Iterable[Course], console: Console) -> None:
    """A line per device and control, and one per change."""
    for one in courses:
        console.print(_head(one), soft_wrap=True)
        for change in one.changes:
            line = Text.assemble(
                f"    {word(stamp(change.at))}  {change.before or 'first'} -> ",
                (change.verdict, STYLE[change.verdict]),
                f"  {change.run or 'run pruned'}",
                (f"  {clean(change.reason)}", "dim"),
            )
            console.print(line, soft_wrap=True)


def _head(one: Course) -> Text:
    who = f"{one.site}/{one.device or one.system}" if one.site else "estate"
    looked = f"last looked at {word(stamp(one.checked))}" if one.checked else "not looked at by any run that is kept"
    return Text.assemble(
        (clean(who), "bold"),
        f"  {one.control}  ",
        (one.verdict, STYLE[one.verdict]),
        f" since {word(stamp(one.since))}",
        (f"  {looked}{'' if one.judged else ', and not judged then'}", "dim"),
    )
