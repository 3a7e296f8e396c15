"""The table: nothing that a device says can act on the terminal, and nothing bad is left out."""

import io
from typing import Any

from rich.console import Console

from sightline.reports.table import MOST, show


def report(**more: Any) -> dict[str, Any]:
    """One device, one finding."""
    finding: dict[str, Any] = {
        "site": "a", "system": "main", "device": "b", "control": "no-audio", "clause": "4.2.4", "severity": "critical",
        "verdict": "drift", "wanted": {}, "found": {}, "reason": "x is on, wanted off", "waiver": None, "channels": [],
        "changes": [{"where": "x", "found": True, "wanted": False}], "evidence": None,
    }  # fmt: skip
    device = {"site": "a", "system": "main", "device": "b", "driver": "hikvision", "state": "checked", "reason": "",
              "requests": 3, "identity": None}  # fmt: skip
    return {
        "run": {"id": "r"},
        "policy": {"planned": []},
        "coverage": {"devices": 1, "checked": 1, "unreachable": 0, "refused": 0},
        "summary": {"compliant": 0, "drift": 1, "waived": 0, "not_applicable": 0, "unsupported": 0, "unread": 0},
        "devices": [{**device, **more.pop("device", {})}],
        "findings": [{**finding, **more}],
    }


def table(of: dict[str, Any]) -> str:
    text = io.StringIO()
    show(of, Console(file=text, width=80, force_terminal=False))
    return text.getvalue()


HOSTILE = "\x1b[2J\x9b31m[red]x[/red]\r\nnvr\u202e"


def test_what_a_device_says_cannot_act_on_the_terminal() -> None:
    identity = dict.fromkeys(("vendor", "model", "serial", "firmware"), HOSTILE)
    of = report(
        changes=[{"where": HOSTILE, "found": {"name": HOSTILE}, "wanted": [HOSTILE]}],
        waiver=HOSTILE,
        reason=HOSTILE,
        device={"identity": identity, "state": "refused", "reason": HOSTILE},
    )
    shown = table(of)
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert "[red]x[/red]" in shown, "no markup either"


def test_a_long_reason_stays_on_one_line() -> None:
    long = "say `harden --accept-loss CASE` " * 10
    assert long.strip() in table(report(device={"state": "refused", "reason": long}))


def test_differences_beyond_the_most_are_counted() -> None:
    changes = [{"where": f"stream {n}", "found": True, "wanted": False} for n in range(MOST + 3)]
    shown = table(report(changes=changes))
    assert f"stream {MOST - 1}: found on, wanted off" in shown
    assert f"stream {MOST}:" not in shown
    assert "and 3 more differences" in shown


def test_a_waived_finding_names_its_case() -> None:
    assert "waiver ASB-7" in table(report(verdict="waived", waiver="ASB-7"))


def test_planned_clauses_are_named() -> None:
    of = report()
    of["policy"]["planned"] = ["4.2.31", "9.9"]
    assert all(clause in table(of) for clause in of["policy"]["planned"])


def test_an_incident_says_where() -> None:
    of = report()
    one = {"name": "INC-0001", "kind": "audio-on", "site": "a", "device": "b", "what": "sound is on", "new": True}
    of["incidents"] = [one, {**one, "name": "INC-0002", "device": "", "new": False}, {**one, "site": "", "device": ""}]
    shown = table(of).splitlines()
    assert "INC-0001 is drafted: a/b: sound is on" in shown
    assert "INC-0002 is open: a: sound is on" in shown
    assert "INC-0001 is drafted: sound is on" in shown
