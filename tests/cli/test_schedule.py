"""`sightline schedule`: what it prints, and the scheduled run with timed exceptions on the lab's devices."""

import json
import os
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from sightline.cli import main
from sightline.estate.init import init
from sightline.estate.load import load_estate, variable
from sightline.estate.sounding import Soundings
from sightline.estate.state import State
from sightline.records.audit.keys import NAME
from sightline.records.database import open_records
from sightline.records.tables.runs import runs
from tests.cli.quick import Quick
from tests.labsite import LabSite
from tests.records.saved import saved

LONDON = ZoneInfo("Europe/London")
#: When the tests were collected, in the estate's time zone: midnight may fall between.
TODAY = datetime.now(LONDON).date()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office(site: LabSite, monkeypatch: pytest.MonkeyPatch) -> LabSite:
    """The lab's site with an approver, and a key that signs."""
    monkeypatch.setenv(variable(NAME), f"token:{'5e' * 32}")
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("approvers: []", "approvers: [DPO]"))
    return site


def scheduled(sightline: Quick, site: LabSite, *words: str) -> tuple[dict[str, Any], str]:
    """The report of a scheduled run, and what it said beside it."""
    ended = sightline.at(site, "schedule", "run", "--apply-exceptions", "--format", "json", *words)
    assert ended.status in (2, 3), ended.err
    report: dict[str, Any] = json.loads(ended.out)
    return report, ended.err


def sound(report: dict[str, Any]) -> dict[str, str]:
    return {one["device"]: one["verdict"] for one in report["findings"] if one["control"] == "no-audio"}


def silenced(sightline: Quick, site: LabSite) -> None:
    """Hardened: sound is off everywhere."""
    ended = sightline.at(site, "harden", "--yes", "--format", "json")
    assert ended.status in (2, 3), ended.err
    assert set(sound(json.loads(ended.out)).values()) == {"compliant"}, ended.err + ended.out


def moved(site: LabSite, **back: float) -> None:
    """All scheduled runs of the records lie so much further back."""
    database = open_records(load_estate(site.folder))
    with database.writing() as connection:
        for row in connection.execute(runs.select().where(runs.c.verb == "schedule")).all():
            at = row.started - timedelta(**back)
            connection.execute(update(runs).where(runs.c.id == row.id).values(started=at))
    database.close()


def approved(sightline: Quick, site: LabSite) -> None:
    """An exception on both ends of channel 1, today and tomorrow."""
    words = [word for name in ("nvr-1", "entrance") for word in ("--device", f"riverside-court/{name}")]
    days = ("--from", str(TODAY), "--until", str(TOMORROW))
    about = ("--control", "no-audio", "--channel", "1", "--case", "ASB-77", "--reason", "Threats", "--approver", "DPO")
    for verb in (("propose", *about, *words, *days, "--operator", "Ann"), ("approve", "ASB-77", "--operator", "DPO")):
        ended = sightline.at(site, "waivers", *verb)
        assert ended.status == 0, ended.err


def until(day: date, report: dict[str, Any]) -> set[str]:
    """How far off a day is, in the words of a run that has just ended, and may have begun on the day before."""
    moments = (datetime.fromisoformat(report["run"]["started"]), datetime.now(LONDON))
    return {{0: "today", 1: "tomorrow"}[(day - moment.astimezone(LONDON).date()).days] for moment in moments}


def test_an_exception_waits_for_a_scheduled_run_acts_and_ends(sightline: Quick, office: LabSite) -> None:
    silenced(sightline, office)
    approved(sightline, office)
    first, _ = scheduled(sightline, office)
    assert sound(first) == {"nvr-1": "compliant", "entrance": "compliant"}, "there was no scheduled run before it"
    [why] = [f["reason"] for f in first["findings"] if f["control"] == "no-audio" and f["device"] == "nvr-1"]
    assert "turns nothing on: no scheduled run with --apply-exceptions has reached its end yet" in why
    second, said = scheduled(sightline, office)
    assert sound(second) == {"nvr-1": "waived", "entrance": "waived"}
    assert "riverside-court/nvr-1: sound for ASB-77 is on, on channels 1" in said
    assert any(f"ends on {TOMORROW}, {word}" in one for one in second["warnings"] for word in until(TOMORROW, second))
    assert second["score"]["with_waivers"] > second["score"]["without_waivers"]
    assert not [one for one in second["incidents"] if one["kind"] == "audio-on"]
    moved(office, hours=30)
    third, said = scheduled(sightline, office)
    assert sound(third) == {"nvr-1": "compliant", "entrance": "compliant"}
    assert "sound for ASB-77 has ended and is off" in said
    assert any("no scheduled run for" in one for one in third["warnings"]), "the gap is seen"
    events = sightline.at(office, "audit", "show", "--format", "json").out
    assert events.count('"exception-started"') == 2
    assert events.count('"exception-ended"') == 2
    assert sightline.at(office, "audit", "verify").status == 0


def test_a_schedule_that_only_checks_would_turn_nothing_off_and_lets_nothing_on(
    sightline: Quick, office: LabSite
) -> None:
    silenced(sightline, office)
    approved(sightline, office)
    assert sightline.at(office, "schedule", "run", "--format", "json").status in (2, 3)
    ended = sightline.at(office, "harden", "--yes", "--apply-exceptions", "--format", "json")
    report = json.loads(ended.out)
    assert sound(report) == {"nvr-1": "compliant", "entrance": "compliant"}, ended.err
    [why] = [f["reason"] for f in report["findings"] if f["control"] == "no-audio" and f["device"] == "nvr-1"]
    assert "turns nothing on: no scheduled run with --apply-exceptions has reached its end yet" in why


def test_a_device_that_does_not_confirm_is_exit_2_and_an_incident(sightline: Quick, office: LabSite) -> None:
    silenced(sightline, office)
    approved(sightline, office)
    scheduled(sightline, office)
    scheduled(sightline, office)
    assert sightline.at(office, "waivers", "withdraw", "ASB-77", "--reason", "over").status == 0
    unasked = sightline.at(office, "harden", "--apply-exceptions")
    assert (unasked.status, "nothing was written: there is no terminal" in unasked.err) == (1, True)
    assert len(Soundings(State(office.folder)).read()[0]) == 2, "nothing went off either"
    office.device("riverside-court/entrance").switches.dead = True
    ended = sightline.at(
        office, "harden", "riverside-court/entrance", "--apply-exceptions", "--yes", "--format", "json"
    )
    assert ended.status == 2
    assert "riverside-court/entrance: sound for ASB-77 (channels 1) has ended and is NOT proven off" in ended.err
    assert [one["kind"] for one in json.loads(ended.out)["incidents"]] == ["audio-not-off"]


def test_an_overlapping_run_says_so_or_waits(sightline: Quick, office: LabSite) -> None:
    with State(office.folder).lock("the schedule", "another"):
        ended = sightline.at(office, "schedule", "run")
        assert (ended.status, "another run (another, pid" in ended.err) == (1, True)
        waited = sightline.at(office, "schedule", "run", "--wait", "0.01")
        assert (waited.status, "holds the schedule" in waited.err) == (1, True)
    assert sightline.at(office, "schedule", "run", "--format", "json").status == 2


def test_an_exception_that_is_withdrawn_while_a_run_waits_is_not_put_into_effect(
    sightline: Quick, office: LabSite
) -> None:
    silenced(sightline, office)
    approved(sightline, office)
    scheduled(sightline, office)
    words = ["--estate", str(office.folder), "schedule", "run", "--apply-exceptions", "--wait", "1", "--format", "json"]
    with ExitStack() as another, pytest.MonkeyPatch.context() as patch:
        another.enter_context(State(office.folder).lock("the schedule", "another"))

        def meanwhile(_: float) -> None:
            patch.undo()
            assert sightline.at(office, "waivers", "withdraw", "ASB-77", "--reason", "over").status == 0
            another.close()

        patch.setattr("sightline.estate.files.time.sleep", meanwhile)
        with pytest.raises(SystemExit):
            main.main(words, standalone_mode=False)
    assert sound(saved(office.folder)) == {"nvr-1": "compliant", "entrance": "compliant"}
    assert Soundings(State(office.folder)).read() == ([], [])


def test_what_it_prints_runs_this_sightline_in_this_estate(sightline: Quick, tmp_path: Path) -> None:
    folder = tmp_path / "my estate"
    init(folder)
    said = sightline("--estate", str(folder), "schedule").out
    assert f'"--estate" "{folder}" "schedule" "run" "--wait" "30" "--apply-exceptions"' in said
    assert "OnCalendar=*-*-* 00:10:00 Europe/London" in said
    program = said.partition('ExecStart="')[2].partition('"')[0]
    assert os.access(program, os.X_OK)
    only = sightline("--estate", str(folder), "schedule", "--unit", "service", "--check-only").out
    assert (only.startswith("[Unit]"), "--apply-exceptions" in only, "[Timer]" in only) == (True, False, False)
    assert (
        sightline("--estate", str(folder), "schedule", "--cron", "--at", "03:30")
        .out.splitlines()[1]
        .startswith("30 3 ")
    )
    assert sightline("--estate", str(folder), "schedule", "--at", "25:00").status == 1


def test_hours_that_do_not_divide_a_day_are_an_error_with_its_line(sightline: Quick, tmp_path: Path) -> None:
    init(tmp_path / "estate")
    policy = tmp_path / "estate" / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("schedule_hours: 24", "schedule_hours: 5"))
    ended = sightline("--estate", str(tmp_path / "estate"), "schedule")
    assert ended.status == 1
    assert "schedule_hours: expected hours that divide a day" in ended.err
