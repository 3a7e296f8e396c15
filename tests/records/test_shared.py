"""Locks between machines that share the records."""

from collections.abc import Callable
from pathlib import Path

import gevent
import pytest

from sightline.bridge.holds import Holds
from sightline.errors import Busy, EstateError, Unreachable
from sightline.estate.state import State
from sightline.records.database import Database
from sightline.records.shared import Shared
from tests.records.conftest import POSTGRES

KEY = "10.0.0.5"
Machine = Callable[[str], Holds]


@pytest.fixture
def machine(tmp_path: Path, opened: Callable[[], Database]) -> Machine:
    """A run on a machine of its own: the records are all that it shares."""

    def run(name: str) -> Holds:
        database = opened()
        return Holds(State(tmp_path / name), name, Shared(lambda: database, name))

    return run


shared = pytest.mark.parametrize("records_url", [POSTGRES], indirect=True)


@shared
def test_a_device_that_a_run_holds_is_held_for_every_machine(machine: Machine) -> None:
    one, other = machine("run-1"), machine("run-2")
    one.take(KEY)
    with pytest.raises(Busy, match=r"another run \(run-1\) holds 10\.0\.0\.5"):
        other.take(KEY)
    other.take("10.0.0.6")
    one.let_go(KEY)
    other.take(KEY)
    with pytest.raises(Busy, match="run-2"):
        one.take(KEY)


@shared
def test_whoever_waits_gets_it_once_it_is_free(machine: Machine) -> None:
    one, other = machine("run-1"), machine("run-2")
    one.take(KEY)
    with pytest.raises(Busy), other.lock(KEY, wait_seconds=0.6):
        raise AssertionError
    one.let_go(KEY)
    with other.lock(KEY, wait_seconds=0.6), pytest.raises(Busy):
        one.take(KEY)


@shared
def test_what_a_killed_run_held_is_free(machine: Machine, opened: Callable[[], Database]) -> None:
    one, other = machine("run-1"), machine("run-2")
    one.take(KEY)
    killed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sightline run-1'"
    with opened().writing() as connection:
        connection.exec_driver_sql(killed)
    other.take(KEY)
    with pytest.raises(EstateError, match="the records cannot be used"):
        one.take("10.0.0.6")
    one.let_go(KEY)
    one.take("10.0.0.6")


@shared
def test_a_look_that_is_cut_short_spoils_no_other(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device's budget may end while its lock is asked for."""
    one, other = machine("run-1"), machine("run-2")
    one.take(KEY)

    def ends(_: float) -> None:
        raise Unreachable("the budget is spent")

    monkeypatch.setattr("sightline.records.shared.time.sleep", ends)
    other.take("10.0.0.6")
    with pytest.raises(Unreachable), other.lock(KEY, wait_seconds=1):
        raise AssertionError
    monkeypatch.undo()
    with pytest.raises(Busy, match="run-2"):
        one.take("10.0.0.6")
    other.take("10.0.0.7")
    other.let_go("10.0.0.6")
    with pytest.raises(Busy, match="run-2"):
        one.take("10.0.0.7")
    other.let_go("10.0.0.7")
    one.take("10.0.0.7")


def test_many_links_of_one_run_take_it_together(machine: Machine) -> None:
    one, other = machine("run-1"), machine("run-2")
    gevent.joinall([gevent.spawn(one.take, KEY) for _ in range(8)], raise_error=True)
    gevent.joinall([gevent.spawn(one.let_go, KEY) for _ in range(8)], raise_error=True)
    other.take(KEY)


def test_one_machine_has_its_own_lock_whatever_the_records(tmp_path: Path, opened: Callable[[], Database]) -> None:
    database = opened()
    one, other = (Holds(State(tmp_path / "here"), name, Shared(lambda: database, name)) for name in ("a", "b"))
    one.take(KEY)
    with pytest.raises(Busy, match=r"another run \(a, pid \d+\) holds"):
        other.take(KEY)
