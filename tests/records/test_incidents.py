"""Incidents are drafted once: not every night, and again only where they were gone and came back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import EstateError
from sightline.policy.signal import SAYS, Signal
from sightline.records.database import Database
from sightline.records.incidents import Noted, close, every, need, note, open_drafts
from sightline.reports.incident import save, text
from tests.records.drafts import a_draft

NIGHT = datetime(2026, 11, 1, 3, tzinfo=UTC)


def a_signal(about: str = "visitor", **other: Any) -> Signal:
    named = {"kind": "unknown-account", "site": "court", "device": "nvr-1", "what": f"the account {about}"}
    return Signal(**{**named, **other}, about=about, evidence={"account": about})


def night(database: Database, number: int, *signals: Signal, looked: bool = True) -> Noted:
    at = NIGHT + timedelta(days=number)
    return note(database, signals, lambda _: looked, now=at, run=f"run-{number}", operator="timer")


def test_it_is_drafted_once_and_not_every_night(database: Database) -> None:
    assert [one.name for one in night(database, 0, a_signal()).new] == ["INC-0001"]
    for number in (1, 2, 3):
        noted = night(database, number, a_signal())
        assert (noted.new, [one.name for one in noted.again]) == ((), ["INC-0001"])
    [one] = every(database)
    assert (one.opened, one.seen, one.run) == (NIGHT, NIGHT + timedelta(days=3), "run-0")


def test_two_accounts_are_two_incidents(database: Database) -> None:
    assert len(night(database, 0, a_signal("a"), a_signal("b"), a_signal("a")).new) == 2


def test_closed_it_stays_closed_while_it_goes_on_and_comes_anew_once_it_was_gone(database: Database) -> None:
    night(database, 0, a_signal())
    close(database, need(database, "INC-0001"), who="DPO", reason="reported", now=NIGHT)
    assert night(database, 1, a_signal()) == Noted(new=(), again=(), gone=())
    night(database, 2, looked=False)
    assert night(database, 3, a_signal()).new == (), "a night in which nobody looked is no proof that it was gone"
    night(database, 4)
    assert [one.name for one in night(database, 5, a_signal()).new] == ["INC-0002"]


def test_gone_by_itself_it_stays_open_until_somebody_closes_it(database: Database) -> None:
    night(database, 0, a_signal())
    assert [one.name for one in night(database, 1).gone] == ["INC-0001"]
    [one] = open_drafts(database)
    assert (one.gone, one.closed) == (NIGHT + timedelta(days=1), None)
    assert [two.name for two in night(database, 2, a_signal()).again] == ["INC-0001"], "what flaps is one draft"
    assert every(database)[0].gone is None


def test_it_is_closed_once(database: Database) -> None:
    night(database, 0, a_signal())
    closed = close(database, need(database, "inc-0001"), who="DPO", reason="reported", now=NIGHT)
    assert (closed.closed, closed.closed_by, open_drafts(database)) == (NIGHT, "DPO", [])
    with pytest.raises(EstateError, match="INC-0001 was closed by DPO on 2026-11-01: reported"):
        close(database, need(database, "1"), who="other", reason="again", now=NIGHT)
    with pytest.raises(EstateError, match="no incident 'INC-0009'"):
        need(database, "INC-0009")


def test_two_processes_draft_one(opened: Callable[[], Database]) -> None:
    first, second = opened(), opened()
    night(first, 0, a_signal())
    assert night(second, 0, a_signal()).new == ()


@given(st.text(), st.text())
def test_the_draft_is_safe_to_print(what: str, about: str) -> None:
    said = text(a_draft(what=what, evidence={"account": about}))
    assert all(line.isprintable() for line in said.splitlines())
    assert said.count("\n## Evidence\n") == 1


def test_the_file_is_its_owners_alone_and_says_all(database: Database, tmp_path: Path) -> None:
    [one] = night(database, 0, a_signal()).new
    path = save(tmp_path, one)
    assert (path.stat().st_mode & 0o777, path.name) == (0o600, "INC-0001.md")
    said = path.read_text()
    for words in (
        SAYS["unknown-account"],
        "court/nvr-1",
        "by run run-0",
        "2026-11-04 03:00 UTC",
        '"account": "visitor"',
    ):
        assert words in said
