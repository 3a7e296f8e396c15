"""Since when, and what changed in between."""

from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.estate.model import Estate
from sightline.records.database import Database
from sightline.records.history import Course, history
from tests.records.estates import estate
from tests.records.made import Wanted, moment, run


@pytest.fixture
def home(tmp_path: Path) -> Estate:
    """The estate that runs are of."""
    return estate(tmp_path)


def line(database: Database, home: Estate, *verdicts: str) -> Course:
    """One control on one device over some runs; `-` is a run that did not come to the device, `x` one that did not
    judge the control."""
    for number, verdict in enumerate(verdicts):
        own = {"clock": "compliant"} if verdict == "x" else {"audio": verdict, "clock": "compliant"}
        wanted: Wanted = {"a/two": {"audio": "drift"}} if verdict == "-" else {"a/one": own}
        run(database, home, number, wanted)
    [found] = history(database, "a/one", "audio")
    return found


def begun(course: Course) -> int:
    """The number of the run in which the series began."""
    return next(number for number in range(20) if moment(number) == course.since)


@pytest.mark.parametrize(
    ("verdicts", "began"),
    [
        ("compliant compliant compliant", 0),
        ("compliant drift drift", 1),
        ("drift compliant drift", 2),
        ("drift - drift", 0),
        ("drift x drift", 0),
        ("compliant - x - compliant", 0),
        ("drift unread drift", 0),
        ("drift unread unsupported unread drift", 0),
        ("drift unread", 1),
        ("compliant unread compliant", 2),
        ("waived unread waived", 2),
        ("not_applicable unread not_applicable", 2),
        ("unread drift", 1),
        ("drift unread compliant unread drift", 4),
        ("drift waived drift", 2),
    ],
)
def test_since_when(database: Database, home: Estate, verdicts: str, began: int) -> None:
    assert begun(line(database, home, *verdicts.split())) == began


def test_each_change_has_its_run(database: Database, home: Estate) -> None:
    found = line(database, home, "compliant", "compliant", "drift", "unread", "drift", "drift")
    assert [(one.before, one.verdict, one.at) for one in found.changes] == [
        (None, "compliant", moment(0)),
        ("compliant", "drift", moment(2)),
        ("drift", "unread", moment(3)),
        ("unread", "drift", moment(4)),
    ]
    assert all(one.run and one.run.startswith(f"{one.at:%Y%m%d}") for one in found.changes)
    assert found.changes[1].reason == "it is drift"


def test_it_says_when_it_was_looked_at_last_and_by_which_run(database: Database, home: Estate) -> None:
    found = line(database, home, "compliant", "x", "-")
    assert (found.verdict, found.judged) == ("compliant", False)
    assert found.checked == moment(1)
    assert found.run is not None
    assert found.run.startswith(f"{moment(1):%Y%m%d}")


def test_changes_from_a_day_on_still_know_what_was_before(database: Database, home: Estate) -> None:
    line(database, home, "compliant", "drift", "compliant")
    [found] = history(database, "a/one", "audio", moment(2))
    assert [(one.before, one.verdict) for one in found.changes] == [("drift", "compliant")]


def test_by_control_site_and_glob(database: Database, home: Estate) -> None:
    run(database, home, 0, {"a/one": {"audio": "drift", "clock": "drift"}, "b/one": {"audio": "compliant"}})

    def names(what: str, control: str = "") -> list[tuple[str, str | None, str]]:
        return [(one.site, one.device, one.control) for one in history(database, what, control)]

    assert names("audio") == [("a", "one", "audio"), ("b", "one", "audio")]
    assert names("a") == [("a", "one", "audio"), ("a", "one", "clock")]
    assert names("*/one", "audio") == names("audio")


@pytest.mark.parametrize(
    ("what", "control", "says"),
    [
        ("a/onne", "", "no device and no control 'a/onne'; did you mean 'a/one'"),
        ("audoi", "", "did you mean 'audio'"),
        ("a/one", "clokc", "no control 'clokc'; did you mean 'clock'"),
    ],
)
def test_what_the_records_do_not_know_is_an_error(
    database: Database, home: Estate, what: str, control: str, says: str
) -> None:
    run(database, home, 0, {"a/one": {"audio": "drift", "clock": "drift"}})
    with pytest.raises(EstateError, match=says):
        history(database, what, control)
