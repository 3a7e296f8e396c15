"""`sightline waivers`: one proposes, another approves, and what nobody approved counts for nothing."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sightline.estate.init import init
from sightline.estate.load import load_estate, variable
from sightline.records.audit import store
from sightline.records.audit.entry import Entry
from sightline.records.audit.keys import NAME
from sightline.records.database import open_records
from tests.cli.quick import Ended, Quick

TODAY = datetime.now(ZoneInfo("Europe/London")).date()
AUDIO = (
    *("--control", "no-audio", "--device", "example/nvr-1", "--channel", "1", "--case", "ASB-77"),
    *("--reason", "Threats at the entrance", "--from", str(TODAY), "--until", str(TODAY + timedelta(days=9))),
)


class Office:
    """An estate whose policy names two approvers, and the command line in it."""

    def __init__(self, folder: Path, run: Quick) -> None:
        self.folder, self._run = folder, run
        init(folder)
        settings = folder / "inventory" / "estate.yml"
        settings.write_text(f"{settings.read_text().partition('secrets:')[0]}secrets: {{store: env}}\n")
        policy = folder / "policies" / "housing_cctv.yml"
        policy.write_text(policy.read_text().replace("approvers: []", "approvers: [DPO, Manager]"))

    def __call__(self, *words: str) -> Ended:
        return self._run("--estate", str(self.folder), *words)

    def good(self, *words: str) -> str:
        ended = self(*words)
        assert ended.status == 0, ended.err
        return ended.out

    def refused(self, *words: str) -> str:
        ended = self(*words)
        assert ended.status == 1, ended.out
        return ended.err

    def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.good("waivers", "show", "--format", "json"))["waivers"]
        return found

    @property
    def file(self) -> Path:
        return self.folder / "policies" / "waivers.yml"


@pytest.fixture
def office(tmp_path: Path, sightline: Quick, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Its signing key is in the environment."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv(variable(NAME), f"token:{'5e' * 32}")
    return Office(tmp_path / "estate", sightline)


def entries(office: Office) -> list[Entry]:
    """The audit chain."""
    database = open_records(load_estate(office.folder))
    with database.reading() as connection:
        found = list(store.entries(connection))
    database.close()
    return found


def propose(office: Office, *more: str, author: str = "Ann") -> str:
    office.good("waivers", "propose", *AUDIO, "--approver", "DPO", "--operator", author, *more)
    return str(office.shown()[-1]["sha256"])


def test_a_case_of_two_waivers_is_told_how_to_name_one(office: Office) -> None:
    first, second = propose(office), propose(office, author="Bob")
    said = office.refused("waivers", "approve", "ASB-77", "--operator", "DPO")
    assert f"2 waivers are 'ASB-77', name one by its hash: {first[:8]} (ASB-77), {second[:8]} (ASB-77)" in said
    office.good("waivers", "approve", second[:8], "--operator", "DPO")


def test_from_proposal_to_withdrawal_and_the_chain_shows_each_step(office: Office) -> None:
    before = office.file.read_text()
    sha = propose(office)
    [proposed] = office.shown()
    assert (proposed["state"], proposed["author"], proposed["approved_by"]) == ("not approved", "Ann", "DPO")
    assert "approved 1" not in office.good("waivers", "approve", sha[:8], "--operator", "DPO", "--reason", "read it")
    [approved] = office.shown()
    assert (approved["state"], approved["against"]) == ("in force", None)
    assert approved["acts"] == [
        {"device": "example/nvr-1", "held": "no scheduled run with --apply-exceptions has reached its end yet"}
    ]
    office.good("waivers", "withdraw", "ASB-77", "--operator", "Manager", "--reason", "moved out")
    assert (office.shown(), office.file.read_text()) == ([], before)
    assert [(one.event, one.who, one.why) for one in entries(office) if one.event.startswith("waiver-")] == [
        ("waiver-proposal", "Ann", "Threats at the entrance"),
        ("waiver-approval", "DPO", "read it"),
        ("waiver-withdrawal", "Manager", "moved out"),
    ]


def test_a_changed_waiver_is_unapproved_and_the_old_one_put_back_is_withdrawn(office: Office) -> None:
    sha = propose(office)
    office.good("waivers", "approve", sha[:8], "--operator", "DPO")
    approved = office.file.read_text()
    office.file.write_text(approved.replace("Threats at", "Threats near"))
    assert [one["state"] for one in office.shown()] == ["not approved"]
    office.file.write_text(approved)
    assert [one["state"] for one in office.shown()] == ["in force"]
    office.good("waivers", "withdraw", sha[:8], "--reason", "over")
    office.file.write_text(approved)
    assert [one["state"] for one in office.shown()] == ["not approved"], "put back by hand it is still withdrawn"


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("Ann", "is none of the policy's approvers (DPO, Manager)"),
        ("Manager", "is for 'DPO' to approve, and not for 'Manager'"),
    ],
)
def test_only_the_one_whom_it_names_approves(office: Office, who: str, says: str) -> None:
    sha = propose(office)
    assert says in office.refused("waivers", "approve", sha[:8], "--operator", who)
    assert [one["state"] for one in office.shown()] == ["not approved"]


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    assert "is its author" in office.refused("waivers", "propose", *AUDIO, "--approver", "DPO", "--operator", "dpo")
    assert office.shown() == []
    propose(office)
    office.file.write_text(office.file.read_text().replace("author: Ann", "author: ' Dpo '"))
    assert "is its author" in office.refused("waivers", "approve", "ASB-77", "--operator", "DPO")


def test_an_approval_in_a_chain_that_is_broken_does_not_count(office: Office) -> None:
    sha = propose(office)
    office.good("waivers", "approve", sha[:8], "--operator", "DPO")
    with closing(sqlite3.connect(office.folder / ".sightline" / "records.db")) as connection, connection:
        connection.execute("UPDATE audit_entries SET why = 'another' WHERE event = 'waiver-approval'")
    assert [one["state"] for one in office.shown()] == ["not approved"]
    assert "no approval of a waiver counts: the audit chain is broken" in office("waivers", "show").err


def test_without_approvers_nothing_can_be_approved_and_a_waiver_covers_as_before(office: Office) -> None:
    policy = office.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("approvers: [DPO, Manager]", "approvers: []"))
    sha = propose(office)
    assert "names no approvers" in office.refused("waivers", "approve", sha[:8], "--operator", "DPO")
    [one] = office.shown()
    assert one["state"] == "in force"
    assert one["acts"] == [{"device": "example/nvr-1", "held": "the policy names no approvers"}]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("approve", "nothing"), "no waiver is 'nothing'"),
        (("withdraw", "abc", "--reason", "x"), "no waiver is 'abc'"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_those_that_are_there(
    office: Office, words: tuple[str, ...], says: str
) -> None:
    sha = propose(office)
    assert f"{says}: {sha[:8]} (ASB-77)" in office.refused("waivers", *words)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("no-audio", "default-login", "'default-login' cannot be waived"),
        ("no-audio", "audit-log", "'audit-log' cannot be waived"),
        ("no-audio", "no-adio", "unknown control 'no-adio'"),
        (str(TODAY), "1.11.2026", "expected a date as 2026-10-31"),
        (str(TODAY + timedelta(days=9)), str(TODAY - timedelta(days=1)), "is before"),
        ("example/nvr-1", "nvr-1", "names no device"),
        (
            "example/nvr-1",
            "example/nvr-2",
            "'example/nvr-2' is no device of the inventory; did you mean 'example/nvr-1'?",
        ),
        ("example/nvr-1", "exmaple/*", "'exmaple/*' is no device of the inventory"),
    ],
)
def test_what_cannot_be_a_waiver_is_refused_and_leaves_the_file_as_it_was(
    office: Office, old: str, new: str, says: str
) -> None:
    before = office.file.read_text()
    words = [new if word == old else word for word in AUDIO]
    assert says in office.refused("waivers", "propose", *words, "--approver", "DPO", "--operator", "Ann")
    assert office.file.read_text() == before


def test_a_device_that_went_or_was_written_wrongly_is_shown_as_one_that_it_covers_nothing_of(office: Office) -> None:
    propose(office)
    assert [one["covers_nothing"] for one in office.shown()] == [[]]
    office.file.write_text(office.file.read_text().replace("example/nvr-1", "example/nvr-9"))
    nothing = "'example/nvr-9' is no device of the inventory; did you mean 'example/nvr-1'?"
    assert [one["covers_nothing"] for one in office.shown()] == [[nothing]]
    assert f"    {nothing}: there it covers nothing\n" in office.good("waivers", "show")


def test_a_waiver_for_a_file_that_is_not_there_is_told_so(office: Office) -> None:
    office.file.unlink()
    said = office.refused("waivers", "propose", *AUDIO, "--approver", "DPO", "--operator", "Ann")
    assert "policies/waivers.yml: this file does not exist" in said


def test_an_approval_that_is_not_signed_does_not_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sha = propose(office)
    monkeypatch.delenv(variable(NAME))
    assert "does not count" in office.refused("waivers", "approve", sha[:8], "--operator", "DPO")
    assert [one["state"] for one in office.shown()] == ["not approved"]
