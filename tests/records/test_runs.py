"""What a run leaves in the records, and how it comes out of them again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sightline.estate.model import Estate
from sightline.policy.waiver import Waiver
from sightline.records.canonical import REMOVED, unpacked
from sightline.records.database import Database
from sightline.records.documents import evidence_of
from sightline.records.history import history
from sightline.records.runs import find_run, need_run
from sightline.records.tables.findings import evidence, findings
from sightline.records.tables.runs import bodies, checks, runs_waivers
from sightline.reports.document import document
from sightline.reports.recorded import report_of
from tests.records.estates import NOW, estate
from tests.records.made import VERDICTS, Wanted, begun, checked, device, finding, moment, run, take

CONTROLS = ("audio", "clock", "retention")
DEVICES = ("a/one", "a/two")
#: Runs one after the other: any devices, any of the controls, any verdict, and what was found.
JUDGED = st.dictionaries(
    st.sampled_from(CONTROLS), st.tuples(st.sampled_from(VERDICTS), st.integers(0, 2)), min_size=1, max_size=3
)
RUNS = st.lists(st.dictionaries(st.sampled_from(DEVICES), JUDGED, min_size=1), min_size=1, max_size=7)


@pytest.fixture
def home(tmp_path: Path) -> Estate:
    """The estate that runs are of."""
    return estate(tmp_path)


def count(database: Database, table: object) -> int:
    """How many rows it has."""
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def since(before: list[Wanted], device: str, control: str) -> int:
    """The rule of the design in plain words: the number of the run in which the last run's series began."""
    judged = [
        (number, one[device][control][0])
        for number, one in enumerate(before)
        if device in one and control in one[device]
    ]
    begin, verdict = judged[-1]
    for number, earlier in reversed(judged[:-1]):
        if earlier == verdict:
            begin = number
        elif verdict != "drift" or earlier not in ("unread", "unsupported"):
            break
    return begin


@given(wanted=RUNS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_run_comes_out_as_it_went_in_and_knows_since_when(
    records_kind: Callable[[], AbstractContextManager[Database]], home: Estate, wanted: list[Wanted]
) -> None:
    with records_kind() as database:
        reports = []
        for number, one in enumerate(wanted):
            result, recorder = begun(database, home, number)
            take(recorder, result, one)
            result.ended = result.started + timedelta(minutes=1)
            recorder.end(result, result.more)
            reports.append(document(result, home.policy, "0" * 64, recorder.found))
        for number, report in enumerate(reports):
            again = report_of(database, need_run(database, report["run"]["id"]))
            assert sorted_findings(again) == sorted_findings(report)
            for found in again["findings"]:
                begin = since(wanted[: number + 1], f"{found['site']}/{found['device']}", found["control"])
                assert found["since"] == f"{moment(begin):%Y-%m-%dT%H:%M:%SZ}"


def sorted_findings(report: dict[str, object]) -> dict[str, object]:
    """The policy of these tests names no controls, so that their order is by name."""
    ordered = sorted(report["findings"], key=lambda one: (one["site"], one["device"], one["control"]))  # type: ignore[call-overload]
    return {**report, "findings": ordered}


def test_what_did_not_change_costs_a_row_per_device_and_no_more(database: Database, home: Estate) -> None:
    same: Wanted = {name: dict.fromkeys(CONTROLS, "compliant") for name in DEVICES}
    for number in range(5):
        run(database, home, number, same)
    assert (count(database, checks), count(database, findings)) == (10, 6)
    assert count(database, evidence) == 1
    run(database, home, 5, {**same, "a/one": {**same["a/one"], "audio": "drift"}})
    assert (count(database, checks), count(database, findings)) == (12, 7)


def test_a_harden_shows_its_last_judgement_and_keeps_the_first(database: Database, home: Estate) -> None:
    result, recorder = begun(database, home, 0, verb="harden")
    take(recorder, result, {"a/one": {"audio": "drift"}, "a/two": {"audio": "drift"}})
    result.devices.clear()
    recorder.again()
    take(recorder, result, {"a/one": {"audio": "compliant"}, "a/two": {"audio": "drift"}}, NOW + timedelta(hours=1))
    recorder.end(result)
    report = report_of(database, need_run(database, result.id))
    assert [one["verdict"] for one in report["findings"]] == ["compliant", "drift"]
    assert [one["since"] for one in report["findings"]] == ["2026-11-01T04:00:00Z", "2026-11-01T03:00:00Z"]
    assert count(database, checks) == 4


def test_waivers_in_force_are_kept_with_the_run(database: Database, home: Estate) -> None:
    day = timedelta(days=1)
    words = {"control": "audio", "devices": ("a/*",), "reason": "x", "approved_by": "dpo"}
    spans = {"now": (0, 0), "ended": (-9, -1), "later": (1, 9)}
    waivers = tuple(
        Waiver(case=case, starts=NOW.date() + begin * day, until=NOW.date() + end * day, **words)  # type: ignore[arg-type]
        for case, (begin, end) in spans.items()
    )
    there = replace(home, waivers=waivers)
    run(database, there, 0, {"a/one": {"audio": "waived"}})
    with database.reading() as connection:
        asked = select(bodies.c.data).join(runs_waivers, runs_waivers.c.waiver_id == bodies.c.id)
        kept = [unpacked(data) for data in connection.scalars(asked)]
    assert [one["case"] for one in kept] == ["now"]
    assert kept[0]["until"] == "2026-11-01"


def test_evidence_is_found_by_its_hash_and_holds_no_secret(database: Database, home: Estate) -> None:
    told = {"password": "hunter2", "stream": "rtsp://admin:hunter2@10.0.0.5/1", "kept": ["a", 1, None], "key": True}
    result = run(database, home, 0, {"a/one": {"audio": ("drift", told)}})
    report = report_of(database, need_run(database, result.id))
    [found] = report["findings"]
    with database.reading() as connection:
        kept = evidence_of(connection, found["evidence"]["sha256"])
        assert evidence_of(connection, "0" * 64) is None
    clean = {"password": REMOVED, "stream": f"rtsp://admin:{REMOVED}@10.0.0.5/1", "kept": ["a", 1, None], "key": True}
    assert kept == {"found": clean}
    assert found["found"] == clean
    assert found["evidence"]["sha256"] == checked("a/one", {"x": ("drift", told)}, NOW).evidence["x"].sha256


def test_what_waits_is_written_within_a_second_or_so(
    database: Database, home: Estate, until: Callable[..., None]
) -> None:
    result, recorder = begun(database, home, 0)
    take(recorder, result, {"a/one": {"audio": "drift"}})
    until(lambda: count(database, checks) == 1)
    recorder.end(result)


def test_words_that_a_database_cannot_keep_are_kept_as_well_as_can_be(database: Database, home: Estate) -> None:
    result, recorder = begun(database, home, 0, targets=("a/\udcff",))
    result.operator = "x"
    one = checked("a/one", {"audio": ("unread", "half \ud800 of it\0")}, NOW)
    object.__setattr__(one, "why", "it said \0 and \ud800")
    recorder.add(one, 0)
    recorder.end(result)
    report = report_of(database, need_run(database, result.id))
    assert report["devices"][0]["reason"] == "it said � and ?"
    assert report["findings"][0]["found"] == "half \ud800 of it\0"


def test_runs_are_found_by_their_words(database: Database, home: Estate) -> None:
    assert find_run(database, "latest") is None
    names = [run(database, home, number, {"a/one": {"audio": "drift"}}).id for number in range(3)]
    for words, name in {"last": names[2], "latest": names[2], "previous": names[1], names[0]: names[0]}.items():
        assert need_run(database, words).name == name
    assert find_run(database, "nothing") is None


def test_the_register_stands_after_the_devices_without_one(database: Database, home: Estate) -> None:
    result, recorder = begun(database, home, 0)
    nobody: Any = None
    attested = [replace(finding(device("a/x"), slug, "drift"), device=nobody) for slug in ("dpia", "signage")]
    recorder.add_register("a", "main", attested, NOW)
    recorder.add_register("", "", [replace(attested[0], site="", system="", control="policy-review")], NOW)
    take(recorder, result, {"a/one": {"audio": "drift"}})
    recorder.end(result)
    report = report_of(database, need_run(database, result.id))
    assert [(one["site"], one["system"], one["device"], one["control"]) for one in report["findings"]] == [
        ("a", "main", "one", "audio"),
        ("a", "main", None, "dpia"),
        ("a", "main", None, "signage"),
        ("", "", None, "policy-review"),
    ]
    assert [one["evidence"] for one in report["findings"][1:]] == [None] * 3
    assert [one["device"] for one in report["devices"]] == ["one"]
    [course] = history(database, "a/main", "dpia")
    assert (course.system, course.device, course.since) == ("main", None, NOW)
    assert [one.control for one in history(database, "estate")] == ["policy-review"]
