"""The audit chain for people: its entries, and what stands and what does not."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from sightline.records.audit.entry import Entry
from sightline.records.audit.head import FORM
from sightline.records.audit.verify import Verdict
from sightline.reports.table import clean

#: The longest that `what` is shown in a table; the JSON has all.
WIDTH = 100


def table(entries: Iterable[Entry]) -> Table:
    """One row per entry."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("entry", "when (UTC)", "who", "event", "where", "what"):
        shown.add_column(name, no_wrap=name != "what", overflow="fold")
    for entry in entries:
        at = entry.at[:19].replace("T", " ")
        row = (at, entry.who, entry.event, entry.device or entry.site, _what(entry))
        shown.add_row(str(entry.number), *(Text(clean(cell)) for cell in row))
    return shown


def _what(entry: Entry) -> str:
    said = {**({"why": entry.why} if entry.why else {}), **entry.what}
    text = ", ".join(f"{name}={_value(value)}" for name, value in said.items())
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document(entries: Iterable[Entry]) -> dict[str, Any]:
    """All of it."""
    return {"schema": FORM, "entries": [entry.plain() for entry in entries]}


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """What `verify` found, as data."""
    flaw = verdict.flaw
    return {
        "schema": FORM,
        "state": verdict.state,
        "first": verdict.first,
        "last": verdict.last,
        "sha256": verdict.sha256,
        "signed": verdict.signed,
        "signed_at": verdict.signed_at,
        "unsigned": verdict.unsigned,
        "orphaned": list(verdict.orphaned),
        "flaw": None
        if flaw is None
        else {"entry": flaw.number, "until": flaw.until or flaw.number, "kind": flaw.kind, "text": flaw.text},
    }


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """The same in words."""
    if verdict.flaw is not None:
        yield f"the audit chain is BROKEN at entry {verdict.flaw.number}: {clean(verdict.flaw.text)}"
        if verdict.signed:
            yield f"up to entry {verdict.signed} a signed head of {verdict.signed_at} stands for it"
        return
    if verdict.last < verdict.first:
        yield "the audit chain has no entry yet: there is nothing to verify"
        return
    yield f"entries {verdict.first} to {verdict.last} hang together, {verdict.first_at} to {verdict.last_at}"
    yield from _signed(verdict)
    for number in verdict.orphaned:
        yield f"at entry {number} a new key came in without the word of the one before: it was said to be lost"
    yield f"head {verdict.last}:{verdict.sha256}"
    yield "  keep it elsewhere: `sightline audit verify --head` with it tells if entries were cut off the end"


def _signed(verdict: Verdict) -> Iterator[str]:
    if not verdict.signed:
        yield "NOT PROVEN: no head is signed by a key that is trusted, so anybody may have written all of it"
        return
    yield f"signed up to entry {verdict.signed}, at {verdict.signed_at}"
    if verdict.refused:
        yield f"NOT PROVEN: the {verdict.unsigned} entries after it are under heads that carry no signature"
    elif verdict.unsigned:
        yield f"the {verdict.unsigned} entries after it are under no head yet: the end of the next run signs them"
