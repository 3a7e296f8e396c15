"""A run that is stopped before its end is never one that passed."""

import json
import re
from typing import Any

import click
import pytest

from sightline.cli import main, running
from sightline.runs.register import judge_register
from tests.cli.quick import Quick
from tests.cli.test_status import made_compliant
from tests.labsite import LabSite
from tests.records.saved import saved


def test_a_check_that_is_stopped_while_registers_are_judged_did_not_reach_its_end(
    site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No device was read, and the registers so far are as wanted: nothing of that is status 0, now or the next time."""
    made_compliant(site)
    register = site.folder / "inventory" / "register.yml"
    register.write_text(re.sub("  policy-review: .*\n", "", register.read_text()))

    def stop(*args: Any) -> Any:
        if args[2].id == "estate":
            raise KeyboardInterrupt
        return judge_register(*args)

    monkeypatch.setattr(running, "judge_register", stop)
    with pytest.raises(click.Abort):
        main.main(["--estate", str(site.folder), "check"], standalone_mode=False)
    report = saved(site.folder)
    assert report["run"]["interrupted"] is True
    assert (report["devices"], report["summary"]["drift"]) == ([], 0)
    words = ["check", "--limit-to-failed", report["run"]["id"], "--format", "json"]
    again = sightline.at(site, *words)
    limited = json.loads(again.out)
    assert [d["device"] for d in limited["devices"]] == ["nvr-1", "entrance"]
    drifts = [finding["control"] for finding in limited["findings"] if finding["verdict"] == "drift"]
    assert (again.status, drifts) == (2, ["policy-review"]), "never reached is not passed"


def test_a_harden_that_is_stopped_while_sound_goes_off_did_not_reach_its_end(
    site: LabSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("sightline.runs.exceptions.end", stop)
    with pytest.raises(click.Abort):
        main.main(["--estate", str(site.folder), "harden", "--yes", "--apply-exceptions"], standalone_mode=False)
    assert saved(site.folder)["run"]["interrupted"] is True
