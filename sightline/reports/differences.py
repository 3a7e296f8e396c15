"""What changed from one run to another, as data (`sightline.diff/1`) and for people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sightline.records.differences import DeviceDifference, Difference
from sightline.records.recorded import Found
from sightline.records.runs import Run
from sightline.reports.document import stamp
from sightline.reports.table import STYLE, UNENDED, clean, grouped, styled

SCHEMA = "sightline.diff/1"
HEADS = {
    "worse": ("Worse", "bold red"),
    "better": ("Better", "green"),
    "other": ("Another verdict", "yellow"),
    "value": ("Same verdict, other values", "dim"),
}
NONE = "not judged"


def document(
    before: Run, after: Run, found: Sequence[Difference], devices: Sequence[DeviceDifference]
) -> dict[str, Any]:
    """Plain data. `findings` holds those with another verdict and those with other values."""
    return {
        "schema": SCHEMA,
        "before": _run(before),
        "after": _run(after),
        "devices": [vars(one) for one in devices],
        "findings": [_difference(one) for one in found],
    }


def _run(run: Run) -> dict[str, Any]:
    return {"id": run.name, "verb": run.verb, "started": stamp(run.started), "state": run.state}


def _difference(one: Difference) -> dict[str, Any]:
    names = {"site": one.site, "system": one.system, "device": one.device, "control": one.control, "kind": one.kind}
    return {**names, "before": _said(one.before), "after": _said(one.after)}


def _said(found: Found | None) -> dict[str, Any] | None:
    if found is None:
        return None
    shown = {name: found.said[name] for name in ("verdict", "wanted", "found", "reason", "waiver")}
    return {**shown, "since": stamp(found.since)}


def lines(
    before: Run,
    after: Run,
    found: Sequence[Difference],
    devices: Sequence[DeviceDifference],
    *,
    every: bool = False,
) -> Iterator[str]:
    """Other values under the same verdict are counted, and shown with `every`."""
    for run in (before, after):
        if run.state in UNENDED:
            yield styled(f"run {run.name} {UNENDED[run.state]}", STYLE["unread"])
    for one in devices:
        yield styled(_device(one), "yellow")
    for kind, (head, style) in HEADS.items():
        own = [one for one in found if one.kind == kind]
        if own and (kind != "value" or every):
            yield styled(head, style)
            for difference in own:
                yield from _lines(difference)
    counts: Counter[str] = Counter(one.kind for one in found)
    said = ", ".join(f"{counts[kind]} {head.lower()}" for kind, (head, _) in HEADS.items())
    yield styled(f"{said}\nfrom run {before.name} to run {after.name}", "dim")


def _device(one: DeviceDifference) -> str:
    name = clean(f"{one.site}/{one.device}")
    if one.what == "device":
        return f"{name}: only the {'later' if one.before is None else 'earlier'} run came to it"
    return f"{name}: {one.what} {clean(one.before)} -> {clean(one.after)}"


def _lines(one: Difference) -> Iterator[str]:
    name = clean(f"{one.site}/{one.device or one.system}" if one.site else "estate")
    old, new = (found.verdict if found else NONE for found in (one.before, one.after))
    yield f"  {name}  {one.control}  {styled(old, STYLE.get(old, ''))} -> {styled(new, STYLE.get(new, ''))}"
    if one.after is None:
        return
    for where, found, wanted in grouped(one.after.said["changes"]):
        yield f"      {clean(where)}: found {found}, wanted {wanted}"
    if not one.after.said["changes"]:
        yield styled(f"      {clean(one.after.said['reason'])}", "dim")
