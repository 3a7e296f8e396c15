"""`sightline register`, and what people attest in `sightline check`."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from sightline.cli.records import opened
from sightline.estate.load import variable
from sightline.records.audit.keys import NAME
from sightline.records.canonical import unpacked
from sightline.records.tables.attestations import attestations
from sightline.records.tables.runs import bodies
from tests.cli.quick import Quick
from tests.labsite import CAMERA, LabSite
from tests.runs.netbox import TOKEN, device, netbox

EVIDENCE = "inventory/evidence/notices.txt"
VAN = """\
site: fleet
systems:
  - name: vans
    kind: vehicle
    purpose: Safety of drivers
  - name: car-park
    kind: other-controller
    controller: Parking company
    purpose: Not ours
"""


def checked(site: LabSite, sightline: Quick, *words: str) -> tuple[int, dict[str, Any]]:
    """A check's exit status and report."""
    ended = sightline.at(site, "check", *words, "--format", "json")
    assert ended.err == ""
    return ended.status, json.loads(ended.out)


def registers(report: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The findings of registers, by site, system and control."""
    own = [one for one in report["findings"] if one["device"] is None]
    return {(one["site"], one["system"], one["control"]): one for one in own}


def files(site: LabSite) -> dict[str, str]:
    """What the inventory holds."""
    return {str(path): path.read_text() for path in (site.folder / "inventory").rglob("*") if path.is_file()}


def test_check_judges_the_register_of_a_site_a_system_and_the_estate_and_not_of_a_device(
    site: LabSite, sightline: Quick
) -> None:
    of_system = {("riverside-court", "main")}
    for words, of, devices in (
        ((), {*of_system, ("", "")}, 2),
        (("riverside-court",), of_system, 2),
        (("riverside-court/main",), of_system, 2),
        ((CAMERA,), set(), 1),
        (("--role", "camera"), set(), 1),
    ):
        status, report = checked(site, sightline, *words)
        assert {key[:2] for key in registers(report)} == of, words
        assert (status, report["coverage"]["devices"]) == (2, devices)


def test_evidence_that_is_gone_or_changed_is_drift_in_the_report_and_in_the_exit_status(
    site: LabSite, sightline: Quick
) -> None:
    (site.folder / "inventory" / "sites" / "fleet.yml").write_text(VAN)
    status, report = checked(site, sightline, "fleet")
    assert (status, report["coverage"]["devices"]) == (2, 0)
    missing = registers(report)["fleet", "vans", "vehicles"]
    assert (missing["verdict"], missing["clause"], missing["device"]) == ("drift", "4.2.32", None)
    assert registers(report)["fleet", "car-park", "controller"]["verdict"] == "not_applicable"
    assert sum(report["summary"].values()) == len(report["findings"])
    (site.folder / EVIDENCE).write_text("another text")
    (site.folder / "inventory" / "evidence" / "people.txt").unlink()
    found = registers(checked(site, sightline)[1])
    changed, gone = (found["riverside-court", "main", slug] for slug in ("signage", "training"))
    assert changed["found"]["sha256"] != changed["wanted"]["sha256"]
    assert (gone["found"]["evidence"], gone["wanted"]["evidence"]) == (None, "inventory/evidence/people.txt")
    assert "sightline register attest riverside-court/main training" in gone["reason"]


def test_attest_writes_the_entry_the_chain_and_the_records_and_the_check_sees_it(
    site: LabSite, sightline: Quick
) -> None:
    site.edit(r"      signage: .*\n", "")
    assert sightline.at(site, "register", "show").status == 2
    words = ("riverside-court/main", "signage", "--evidence", EVIDENCE, "--by", "M. Manager", "--reason", "spring walk")
    done = sightline.at(site, "register", "attest", *words)
    assert (done.status, done.err) == (0, "")
    assert "attested for riverside-court/main: Signs with operator" in done.out
    assert sightline.at(site, "register", "show").status == 0
    shown = sightline.at(site, "audit", "show", "--event", "attestation", "--format", "json")
    [entry] = json.loads(shown.out)["entries"]
    assert (entry["why"], entry["what"]["control"]) == ("spring walk", "signage")
    assert (entry["site"], entry["what"]["system"]) == ("riverside-court", "main")
    assert re.fullmatch("[0-9a-f]{64}", entry["what"]["entry"]["sha256"])
    assert sightline.at(site, "audit", "verify").status == 0
    with opened(site.folder) as database, database.reading() as connection:
        [row] = connection.execute(
            select(attestations, bodies.c.data).join_from(attestations, bodies, attestations.c.entry_id == bodies.c.id)
        ).all()
    assert (row.site, row.system, row.control, row.reason) == ("riverside-court", "main", "signage", "spring walk")
    assert unpacked(row.data) == entry["what"]["entry"]


def test_show_counts_the_days_that_are_left(site: LabSite, sightline: Quick) -> None:
    today = datetime.now(UTC).date()
    words = ("--until", str(today + timedelta(days=9)), "--when", str(today - timedelta(days=3)))
    assert (
        sightline.at(
            site, "register", "attest", "riverside-court/main", "signage", "--evidence", EVIDENCE, *words
        ).status
        == 0
    )
    shown = sightline.at(site, "register", "show", "riverside-court", "--format", "json")
    assert shown.status == 0
    row = next(one for one in json.loads(shown.out)["entries"] if one["control"] == "signage")
    assert row["days_left"] in (8, 9), "the estate's day may be another one than UTC's"
    assert row["asks"].startswith("Signs")
    table = sightline.at(site, "register", "show", "riverside-court/main").out
    assert "compliant      signage" in table
    assert f"{row['days_left']} days left" in table
    assert "estate" in sightline.at(site, "register", "show", "estate").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["attest", "riverside-court/main", "signag", "--evidence", EVIDENCE], "did you mean 'signage'?"),
        (["attest", "riverside-court/main", "signage", "--evidence", "gone.pdf"], "gone.pdf cannot be read"),
        (["attest", "riverside-court/main", "signage", "--evidence", "http://a/b"], "neither a file's path nor a link"),
        (
            ["attest", "riverside-court/main", "signage", "--evidence", EVIDENCE, "--when", "2999-01-01"],
            "still to come",
        ),
        (
            ["attest", "riverside-court/main", "signage", "--evidence", EVIDENCE, "--until", "soon"],
            "expected a date as",
        ),
        (["attest", "riverside-court/main", "signage"], "Missing option '--evidence'"),
        (["show", "nowhere"], "target 'nowhere' is no register; there are riverside-court/main, estate"),
        (["import", "nowhere.csv"], "does not exist"),
        (["export", "register.ods"], "ends in .csv or .xlsx"),
    ],
)
def test_what_is_wrong_ends_with_1_and_changes_nothing(
    site: LabSite, sightline: Quick, words: list[str], says: str
) -> None:
    before = files(site)
    ended = sightline.at(site, "register", *words)
    assert (ended.status, ended.out) == (1, "")
    assert says in ended.err
    assert files(site) == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_goes_out_and_comes_back(site: LabSite, sightline: Quick, tmp_path: Path, ending: str) -> None:
    before, sheet = files(site), str(tmp_path / f"register.{ending}")
    assert sightline.at(site, "register", "export", sheet).status == 0
    assert sightline.at(site, "register", "import", sheet).status == 0
    assert files(site) == before, "the same entries at the same places"


def test_one_bad_row_keeps_all_of_a_sheet_out(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    before, sheet = files(site), tmp_path / "office.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ("register", "control", "by", "when", "evidence", "note"),
        ("riverside-court/main", "overt", "A", "", EVIDENCE, "fine"),
        ("riverside-court/main", "signage", "A", "", EVIDENCE, '=HYPERLINK("x")'),
    ):
        book.active.append(row)
    book.save(sheet)
    ended = sightline.at(site, "register", "import", str(sheet))
    assert ended.status == 1
    assert f"{sheet}:3: '=HYPERLINK" in ended.err
    assert files(site) == before


def test_what_failed_can_be_checked_alone(site: LabSite, sightline: Quick) -> None:
    (site.folder / "inventory" / "sites" / "fleet.yml").write_text(VAN)
    _, first = checked(site, sightline)
    _, again = checked(site, sightline, "--limit-to-failed", "last")
    failed = {
        (one["site"], one["system"]) for one in first["findings"] if one["device"] is None and one["verdict"] == "drift"
    }
    assert {key[:2] for key in registers(again)} == failed == {("fleet", "vans")}


def test_a_netbox_is_taken_in_and_what_is_left_out_is_named(site: LabSite, sightline: Quick) -> None:
    site.environment["SIGHTLINE_SECRET_NETBOX_TOKEN"] = f"token:{TOKEN}"
    with netbox() as box:
        box.devices = [device("lobby"), device("box", maker="acme", at="10.9.0.2/24")]
        words = ("register", "import", "--from", "netbox", "--url", box.url, "--token-secret", "netbox/token")
        done = sightline.at(site, *words)
        assert done.status == 0
        assert "new: oak-house/lobby (hikvision, https://10.9.0.1)" in done.out
        assert "left out: box: no driver is for the manufacturer 'acme'" in done.err
        assert TOKEN not in done.out + done.err
        shown = sightline.at(site, "audit", "show", "--event", "inventory-import", "--format", "json").out
        assert json.loads(shown)["entries"][0]["what"] == {"source": box.url, "devices": ["oak-house/lobby"]}
        assert sightline.at(site, "register", "show", "oak-house").status == 2, "nobody attested anything of it"
        assert sightline.at(site, *words, "sheet.csv").status == 1
    assert "give a sheet" in sightline.at(site, "register", "import").err


def test_a_device_that_was_exchanged_after_the_assessments_review_makes_it_drift(
    site: LabSite, sightline: Quick
) -> None:
    yesterday = str(datetime.now(UTC).date() - timedelta(days=2))
    evidence = ("--evidence", "inventory/evidence/assessment.txt", "--reference", "DPIA-112")
    assert checked(site, sightline)[0] == 2
    words = ("register", "attest", "riverside-court/main", "dpia", *evidence)
    assert sightline.at(site, *words, "--when", yesterday).status == 0
    assert registers(checked(site, sightline)[1])["riverside-court", "main", "dpia"]["verdict"] == "compliant"
    site.device(CAMERA).switches.swapped = True
    assert sightline.at(site, "trust", CAMERA, "--yes").status == 0
    assert checked(site, sightline, CAMERA)[0] == 2
    drift = registers(checked(site, sightline, "riverside-court/main")[1])["riverside-court", "main", "dpia"]
    assert drift["verdict"] == "drift"
    assert "entrance since" in drift["reason"]
    assert sightline.at(site, "register", "show", "riverside-court").status == 2
    assert sightline.at(site, *words).status == 0
    assert registers(checked(site, sightline)[1])["riverside-court", "main", "dpia"]["verdict"] == "compliant"


def test_a_row_that_is_of_nothing_is_named_by_its_line(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    sheet = tmp_path / "office.csv"
    rows = ["register,control,by,evidence", *2 * ["riverside-court/main,signag,A,https://intranet.example/1"]]
    sheet.write_text("\n".join(rows))
    ended = sightline.at(site, "register", "import", str(sheet))
    assert ended.status == 1
    assert f"{sheet}:2: 'signag' is no control that people attest; did you mean 'signage'?" in ended.err
    sheet.write_text("\n".join(rows).replace("signag,", "signage,"))
    assert (
        f"{sheet}:3: riverside-court/main signage is attested twice"
        in sightline.at(site, "register", "import", str(sheet)).err
    )


def test_the_audit_log_is_judged_with_the_estate(site: LabSite, sightline: Quick) -> None:
    found = registers(checked(site, sightline)[1])["", "", "audit-log"]
    assert (found["verdict"], found["clause"]) == ("compliant", "4.2.29")
    assert ("", "", "audit-log") not in registers(checked(site, sightline, "riverside-court")[1])
    with opened(site.folder) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE audit_entries SET who = 'nobody' WHERE number = 2")
    broken = registers(checked(site, sightline)[1])["", "", "audit-log"]
    assert broken["verdict"] == "drift"
    assert "broken at entry 2" in broken["reason"]


def test_an_audit_log_that_nobody_signs_is_not_proven(
    site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    del site.environment[variable(NAME)]
    monkeypatch.delenv(variable(NAME))
    ended = sightline.at(site, "check", "--format", "json")
    found = registers(json.loads(ended.out))["", "", "audit-log"]
    assert found["verdict"] == "unread"
    assert "not proven" in found["reason"]


def test_a_waiver_that_nobody_approved_covers_no_entry(site: LabSite, sightline: Quick) -> None:
    site.edit(r"      signage: .*\n", "")
    today = datetime.now(UTC).date()
    waiver = (
        "waivers:\n  - {control: signage, devices: [riverside-court/main], reason: storm, case: S-1, author: M, "
        f"approved_by: D. Officer, from: {today - timedelta(days=2)}, until: {today + timedelta(days=9)}}}\n"
    )
    (site.folder / "policies" / "waivers.yml").write_text(waiver)
    assert sightline.at(site, "register", "show", "riverside-court").status == 0, "the policy names no approvers"
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("approvers: []", "approvers: [D. Officer]"))
    assert sightline.at(site, "register", "show", "riverside-court").status == 2
    assert registers(checked(site, sightline)[1])["riverside-court", "main", "signage"]["verdict"] == "drift"
