"""Since when each finding has been so, as data (`sightline.history/1`) and for people."""

from collections.abc import Iterable, Iterator
from typing import Any

from sightline.records.history import Change, Course
from sightline.reports.document import stamp
from sightline.reports.table import STYLE, clean, styled, word

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


def lines(courses: Iterable[Course]) -> Iterator[str]:
    """A line per device and control, and one per change."""
    for one in courses:
        yield _head(one)
        for change in one.changes:
            verdict = styled(change.verdict, STYLE[change.verdict])
            run = change.run or "run pruned"
            moved = f"{change.before or 'first'} -> {verdict}"
            yield f"    {word(stamp(change.at))}  {moved}  {run}  {styled(clean(change.reason), 'dim')}"


def _head(one: Course) -> str:
    who = f"{one.site}/{one.device or one.system}" if one.site else "estate"
    looked = f"last looked at {word(stamp(one.checked))}" if one.checked else "not looked at by any run that is kept"
    unjudged = "" if one.judged else ", and not judged then"
    verdict = styled(one.verdict, STYLE[one.verdict])
    since = f"{verdict} since {word(stamp(one.since))}"
    return f"{styled(clean(who), 'bold')}  {one.control}  {since}  {styled(looked + unjudged, 'dim')}"
