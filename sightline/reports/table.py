"""The report for people at a terminal: what was found, what was wanted, and how it is known."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from sightline.policy.counted import counted

STYLE = {
    "compliant": "green",
    "drift": "bold red",
    "waived": "cyan",
    "not_applicable": "dim",
    "unsupported": "yellow",
    "unread": "bold yellow",
}
UNENDED = {"interrupted": "did not reach its end", "running": "is still running"}
#: Most differences shown per finding; the rest are counted. The JSON has all.
MOST = 8
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def styled(text: str, style: str) -> str:
    """For a terminal, in one of our styles: a tenth of what rich takes, for thousands of lines that need no layout."""
    *weights, last = style.split() or [""]
    weights += [last] if last in ("bold", "dim") else []
    colour = None if last in ("bold", "dim", "") else last
    return click.style(text, fg=colour, bold="bold" in weights or None, dim="dim" in weights or None)


def clean(text: Any) -> str:
    """Text from a device or a file, without control characters (design, section 5, rule 7)."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def show(report: dict[str, Any], console: Console, *, every: bool = False) -> None:
    """Prints the report; compliant findings only with `every`."""
    by_device: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    registers: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for finding in report["findings"]:
        if finding["device"] is None:
            registers[finding["site"], finding["system"]].append(finding)
        else:
            by_device[finding["site"], finding["device"]].append(finding)
    for device in report["devices"]:
        own = by_device[device["site"], device["device"]]
        _part(_head(device, own), own, console, every=every)
    for (site, system), own in registers.items():
        head = Text(f"{site}/{system}: register" if site else "the estate: register", "bold")
        _part(head, own, console, every=every)
    console.print(_foot(report), soft_wrap=True)


def _part(head: Text, own: list[dict[str, Any]], console: Console, *, every: bool) -> None:
    """One device or one register: what is not as wanted, line by line, and the rest in one."""
    console.print(head, soft_wrap=True)
    for finding in own:
        if every or finding["verdict"] not in ("compliant", "not_applicable"):
            for text in _lines(finding):
                console.print(text, soft_wrap=True)
    quiet = [f["control"] for f in own if f["verdict"] == "compliant"]
    if quiet and not every:
        console.print(Text.assemble("  ", ("compliant", STYLE["compliant"]), f"  {', '.join(quiet)}"), soft_wrap=True)


def _head(device: dict[str, Any], findings: list[dict[str, Any]]) -> Text:
    """Who it is, and how what follows is known: the device's own word, at its time."""
    who = device["identity"]
    said = f"{who['vendor']} {who['model']} {who['firmware']} serial {who['serial']}" if who else "not identified"
    text = Text.assemble(
        (f"{device['site']}/{device['device']}", "bold"),
        f"  {clean(said)}",
    )
    evidence = next((finding["evidence"] for finding in findings if finding["evidence"]), None)
    if who and evidence:
        asked = counted(device["requests"], "request")
        text.append(f"\n  by its own word at {evidence['collected_at']}, in {asked}", "dim")
    if device["state"] != "checked":
        text.append(f"\n  {device['state']}: {clean(device['reason'])}", STYLE["unread"])
    return text


def _lines(finding: dict[str, Any]) -> Iterator[Text]:
    verdict = finding["verdict"]
    clause = f" (clause {finding['clause']})" if finding["clause"] else ""
    waiver = f"  waiver {clean(finding['waiver'])}" if finding["waiver"] else ""
    yield Text.assemble(
        "  ", (f"{verdict:<10} ", STYLE[verdict]), f"{finding['control']}{clause} {finding['severity']}{waiver}"
    )
    changes = grouped(finding["changes"])
    for where, found, wanted in changes[:MOST]:
        yield Text(f"      {clean(where)}: found {found}, wanted {wanted}")
    if len(changes) > MOST:
        yield Text(f"      and {counted(len(changes) - MOST, 'more difference')}", style="dim")
    if not changes or verdict in ("unread", "unsupported"):
        yield Text(f"      {clean(finding['reason'])}", style="dim")
    elif extra := _beyond(finding):
        yield Text(f"      {clean(extra)}", style="dim")


def grouped(changes: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Differences that are the same but for the part they are of, as one: `tracks 101, 201: max_days`."""
    together: dict[tuple[str, str, str, str], list[str]] = {}
    for change in changes:
        part, colon, name = change["where"].partition(": ")
        head, _, of = part.partition(" ") if colon else (part, "", "")
        together.setdefault((head, name, word(change["found"]), word(change["wanted"])), []).append(of)
    return [
        (" ".join(filter(None, (head, ", ".join(of)))) + (f": {name}" if name else ""), found, wanted)
        for (head, name, found, wanted), of in together.items()
    ]


def _beyond(finding: dict[str, Any]) -> str:
    """What the reason says beyond the differences."""
    return "; ".join(part for part in finding["reason"].split("; ") if ", wanted " not in part)


def word(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return clean(", ".join(f"{name} {word(one)}" for name, one in value.items() if one is not None))
    if isinstance(value, list):
        return clean(", ".join(word(one) for one in value)) or "nothing"
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return f"{value[:10]} {value[11:16]} UTC"
    return clean(value)


def _foot(report: dict[str, Any]) -> Text:
    coverage, summary = report["coverage"], report["summary"]
    states = ", ".join(f"{coverage[state]} {state}" for state in ("checked", "unreachable", "refused"))
    text = Text(f"\n{counted(coverage['devices'], 'device')}: {states}\n")
    text.append("  ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in summary.items()))
    _score(report, text)
    planned = report["policy"]["planned"]
    if planned:
        text.append(
            f"\n{len(planned)} clauses of the policy are not covered by a control yet: {', '.join(planned)}", "dim"
        )
    if older := report.get("supersedes"):
        text.append(
            f"\nby policy {clean(older['version'])}, which ends on {older['until']}, "
            f"{'counts' if older['devices'] == 1 else 'count'} {counted(older['devices'], 'device')}"
        )
    for incident in report.get("incidents", ()):
        style = "bold red" if incident["new"] else "yellow"
        where = "/".join(filter(None, (incident["site"], incident["device"])))
        about = clean(": ".join(filter(None, (where, incident["what"]))))
        text.append(f"\n{incident['name']} is {'drafted' if incident['new'] else 'open'}: {about}", style)
    for warning in report.get("warnings", ()):
        text.append(f"\nwarning: {clean(warning)}", "yellow")
    text.append(f"\nrun {report['run']['id']}", "dim")
    if (state := report["run"].get("state", "ended")) != "ended":
        text.append(f"\nThis run {UNENDED[state]}: a device that is not named was not checked.", STYLE["unread"])
    return text


def _score(report: dict[str, Any], text: Text) -> None:
    """Reports of earlier versions have none."""
    score = report.get("score", {})
    if score.get("with_waivers") is not None:
        alone = f", {score['without_waivers']:g} % without waivers" if report["summary"]["waived"] else ""
        text.append(f"\nscore {score['with_waivers']:g} %{alone}")
