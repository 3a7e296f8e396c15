"""What the records tell the register and the policy: exchanged devices, what was found last, what was attested."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from sightline.estate.model import Estate
from sightline.records.attested import keep_attestations
from sightline.records.database import Database
from sightline.records.latest import latest
from sightline.records.swaps import Swapped, swapped
from sightline.records.tables.attestations import attestations
from sightline.records.tables.runs import bodies
from sightline.settings import Identity
from tests.records.estates import NOW, estate
from tests.records.made import begun, checked, finding, moment, run

BOX = Identity(vendor="V", model="M", serial="1", firmware="1", name="n", kind="recorder")


@pytest.fixture
def home(tmp_path: Path) -> Estate:
    """The estate that runs are of."""
    return estate(tmp_path)


def seen(database: Database, home: Estate, number: int, identity: Identity | None, device: str = "a/one") -> None:
    """A run that read who a device is, or could not."""
    result, recorder = begun(database, home, number)
    recorder.add(replace(checked(device, {"clock": "compliant"}, result.started), identity=identity), 0)
    result.ended = result.started
    recorder.end(result)


def test_another_serial_number_or_model_is_an_exchange_on_the_day_that_it_was_first_read(
    database: Database, home: Estate
) -> None:
    seen(database, home, 1, BOX)
    seen(database, home, 2, replace(BOX, firmware="2"))
    seen(database, home, 3, None)
    assert swapped(database, "a") == [], "new firmware is no other device, nor is one that did not answer"
    seen(database, home, 4, replace(BOX, firmware="2", serial="2"))
    seen(database, home, 5, replace(BOX, firmware="2", serial="2"))
    seen(database, home, 6, replace(BOX, serial="3", model="N"))
    assert swapped(database, "a") == [
        Swapped(device="one", system="main", at=moment(4), what="exchanged: serial 1 to 2"),
        Swapped(device="one", system="main", at=moment(6), what="exchanged: model M to N, serial 2 to 3"),
    ]
    assert swapped(database, "b") == []


def test_devices_are_not_taken_for_each_other(database: Database, home: Estate) -> None:
    for number, name in enumerate(("a/one", "a/two", "b/one"), 1):
        seen(database, home, number, replace(BOX, serial=name), name)
    assert swapped(database, "a") == swapped(database, "b") == []


def found(database: Database) -> dict[tuple[str, str | None, str, str], tuple[str, str]]:
    """Each finding's verdict and run."""
    return {
        (one["site"], one["device"], one["system"], one["control"]): (one["verdict"], one["run"])
        for one in latest(database)
    }


def test_what_was_found_last_of_everybody_whichever_run_it_was(database: Database, home: Estate) -> None:
    first = run(database, home, 1, {"a/one": {"clock": "drift", "audio": "drift"}, "a/two": {"clock": "compliant"}})
    last = run(database, home, 2, {"a/one": {"clock": "compliant"}})
    assert found(database) == {
        ("a", "one", "", "clock"): ("compliant", last.id),
        ("a", "two", "", "clock"): ("compliant", first.id),
    }, "a control that is no longer judged has no finding"


def test_a_register_is_found_as_well(database: Database, home: Estate) -> None:
    result, recorder = begun(database, home, 1)
    of: Any = checked("a/one", {}, NOW).device
    said = replace(finding(of, "signage", "drift"), device=None)
    recorder.add_register("a", "main", [said], result.started)
    recorder.add_register("", "", [replace(said, site="", system="", control="policy-review")], result.started)
    result.ended = result.started
    recorder.end(result)
    assert found(database) == {
        ("a", None, "main", "signage"): ("drift", result.id),
        ("", None, "", "policy-review"): ("drift", result.id),
    }
    assert [one["reason"] for one in latest(database)] == ["it is drift"] * 2


def test_attestations_are_kept_each_with_who_and_why_and_their_entry_once(database: Database) -> None:
    entry = {"by": "A", "when": "2026-11-25", "evidence": "signs.pdf"}
    row = {"site": "a", "system": "main", "control": "signage", "entry": entry}
    keep_attestations(database, [row, {**row, "control": "overt"}], at=NOW, operator="x\0y", reason="walk")
    keep_attestations(database, [{**row, "site": "", "system": ""}], at=NOW, operator="z", reason="")
    keep_attestations(database, [], at=NOW, operator="z", reason="")
    with database.reading() as connection:
        rows = connection.execute(select(attestations).order_by(attestations.c.id)).all()
        texts = connection.execute(select(func.count()).select_from(bodies)).scalar_one()
    assert [(one.site, one.system, one.control, one.reason) for one in rows] == [
        ("a", "main", "signage", "walk"),
        ("a", "main", "overt", "walk"),
        ("", "", "signage", ""),
    ]
    assert rows[0].operator == "x\N{REPLACEMENT CHARACTER}y"
    assert texts == 1
