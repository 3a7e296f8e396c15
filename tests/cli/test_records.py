"""`history`, `diff` and `records` as people run them."""

import json
import sqlite3
from typing import Any

import pytest

from sightline.estate.load import load_settings
from sightline.records.database import open_records
from sightline.records.migrate import revisions
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite
from tests.records.made import begun, run
from tests.records.postgres import WHY_NOT, server
from tests.records.postgres import made as schema
from tests.records.saved import saved

HARDENED = ("harden", CAMERA, "--yes", "--accounts")


def as_json(sightline: Quick, site: LabSite, *words: str) -> Any:
    """The document that a verb prints, and nothing beside it."""
    ended = sightline.at(site, *words, "--format", "json")
    assert ended.err == ""
    return json.loads(ended.out)


def test_history_follows_a_device_through_check_and_harden(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "check")
    sightline.at(site, *HARDENED)
    [audio] = as_json(sightline, site, "history", CAMERA, "--control", "no-audio")["series"]
    assert (audio["device"], audio["verdict"], audio["judged"]) == ("entrance", "compliant", True)
    first, second = audio["changes"]
    assert [first["before"], first["verdict"], second["before"], second["verdict"]] == [
        *(None, "drift"),
        *("drift", "compliant"),
    ]
    assert "-check-" in first["run"]
    assert "-harden-" in second["run"]
    assert audio["since"] == second["at"] >= first["at"]
    everywhere = as_json(sightline, site, "history", "no-audio")["series"]
    assert [(one["device"], one["verdict"]) for one in everywhere] == [("entrance", "compliant"), ("nvr-1", "drift")]
    table = sightline.at(site, "history", "no-audio")
    assert (table.status, table.err) == (0, "")
    assert f"{CAMERA}  no-audio  compliant since " in table.out
    assert f"drift -> compliant  {second['run']}" in table.out
    later = as_json(sightline, site, "history", "no-audio", "--since", "2999-01-01")["series"]
    assert [one["changes"] for one in later] == [[], []]


def test_diff_says_what_became_better_and_worse(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "check")
    sightline.at(site, *HARDENED)
    better = sightline.at(site, "diff", "previous", "latest")
    assert (better.status, better.err) == (0, "")
    assert f"{CAMERA}  no-audio  drift -> compliant" in better.out
    assert f"{NVR}: only the earlier run came to it" in better.out
    site.device(CAMERA).reset()
    site.device(NVR).switches.dead = True
    sightline.at(site, "check")
    worse = sightline.at(site, "diff", "previous", "latest")
    assert worse.status == 2
    assert f"{CAMERA}  no-audio  compliant -> drift\n      stream" in worse.out, worse.out
    document = as_json(sightline, site, "diff", "previous", "latest")
    assert {one["kind"] for one in document["findings"]} >= {"worse"}
    [audio] = [one for one in document["findings"] if one["control"] == "no-audio"]
    assert (audio["before"]["verdict"], audio["after"]["verdict"]) == ("compliant", "drift")
    same = sightline.at(site, "diff", "latest", "latest")
    assert (same.status, same.out.splitlines()[0]) == (
        0,
        "0 worse, 0 better, 0 another verdict, 0 same verdict, other values",
    )


def test_diff_ends_with_3_where_something_is_no_longer_known(site: LabSite, sightline: Quick) -> None:
    site.harden(CAMERA, accounts=True)
    sightline.at(site, "check", CAMERA)
    site.device(CAMERA).switches.dead = True
    sightline.at(site, "check", CAMERA)
    unknown = sightline.at(site, "diff", "previous", "latest")
    assert unknown.status == 3
    assert f"{CAMERA}: state checked -> unreachable" in unknown.out
    assert "Worse" in unknown.out


def test_records_show_check_and_prune(site: LabSite, sightline: Quick) -> None:
    with_records = open_records(load_settings(site.folder))
    for number in range(3):
        run(with_records, load_settings(site.folder), number - 800, {CAMERA: {"no-audio": "drift"}})
    _, dead = begun(with_records, load_settings(site.folder), -500)
    dead._sign.close()
    with_records.close()
    sightline.at(site, "check", CAMERA)
    shown = as_json(sightline, site, "records", "show")
    assert (shown["runs"], shown["rows"]["checks"], shown["oldest"][:4]) == (5, 4, "2024")
    assert [one["state"] for one in shown["unended"]] == ["interrupted"]
    assert "interrupted" in sightline.at(site, "records", "show").out
    assert sightline.at(site, "records", "check").out.endswith(
        f"records.db: sound, tables of version {revisions()[-1]}\n"
    )
    asked = sightline.at(site, "records", "prune", "--keep-days", "400")
    assert asked.status == 1
    assert "4 runs (2024-08-23 to 2025-06-19, 3 devices)" in asked.out
    assert "nothing was taken away: there is no terminal to ask at; say --yes" in asked.err
    assert as_json(sightline, site, "records", "show")["runs"] == 5
    pruned = sightline.at(site, "records", "prune", "--keep-days", "400", "--yes")
    assert (pruned.status, pruned.err) == (0, "")
    assert "gone: 4 runs" in pruned.out
    assert as_json(sightline, site, "records", "show")["runs"] == 1
    policy = sightline.at(site, "records", "prune")
    assert policy.status == 0
    assert "no run, 0 folders" in policy.out, "the shipped policy keeps them for three years"
    early = sightline.at(site, "records", "prune", "--before", "2999-01-01", "--yes")
    assert early.status == 0
    assert list((site.folder / ".sightline" / "runs").iterdir()) == []


def test_damage_ends_with_2_and_is_named(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "check", CAMERA)
    file = sqlite3.connect(site.folder / ".sightline" / "records.db")
    with file:
        file.execute("UPDATE evidence SET data = x'00' WHERE id = 1")
    file.close()
    damaged = sightline.at(site, "records", "check")
    assert damaged.status == 2
    assert damaged.out.startswith("evidence 1 (SHA-256 ")
    assert "damaged" in damaged.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["diff", "latest", "latest"], "the records have no run 'latest'; there is none yet: run `sightline check`"),
        (["history", "nothing"], "the records know no device and no control 'nothing'"),
        (["history", "x", "--since", "yesterday"], "expected a date as 2026-10-31; found 'yesterday'"),
        (["records", "prune", "--before", "2026-1-1"], "expected a date as 2026-10-31"),
        (["records", "prune", "--before", "2026-01-01", "--keep-days", "3"], "say --before or --keep-days, not both"),
        (["records", "prune", "--keep-days", "0"], "0 is not in the range"),
    ],
)
def test_what_could_not_be_asked_is_1_in_one_line(site: LabSite, sightline: Quick, words: list[str], says: str) -> None:
    ended = sightline.at(site, *words)
    assert (ended.status, ended.out) == (1, "")
    assert says in ended.err
    assert "Traceback" not in ended.err


def test_a_policy_that_does_not_say_how_long_asks_for_an_option(site: LabSite, sightline: Quick) -> None:
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text("".join(line for line in policy.read_text().splitlines(True) if "records_days" not in line))
    ended = sightline.at(site, "records", "prune")
    assert ended.status == 1
    assert "does not say how long records are kept (records_days): say --before or --keep-days" in ended.err


def test_limit_to_failed_reads_the_records(site: LabSite, sightline: Quick) -> None:
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        site.device(name).advance(25)
    site.device(NVR).switches.busy = True
    sightline.at(site, "check")
    limited = as_json(sightline, site, "check", "--limit-to-failed", "last")
    assert [one["device"] for one in limited["devices"]] == ["nvr-1"]
    assert saved(site.folder)["run"]["id"] == limited["run"]["id"]


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
def test_the_verbs_on_a_postgresql_server(site: LabSite, sightline: Quick) -> None:
    settings = site.folder / "inventory" / "estate.yml"
    with server() as url:
        settings.write_text(f"{settings.read_text()}records: {schema(url)}\n")
        assert sightline.at(site, "check").status == 2
        assert sightline.at(site, *HARDENED).status == 2
        [audio] = as_json(sightline, site, "history", CAMERA, "--control", "no-audio")["series"]
        assert [one["verdict"] for one in audio["changes"]] == ["drift", "compliant"]
        assert sightline.at(site, "diff", "previous", "latest").status == 0
        assert as_json(sightline, site, "report", "last")["run"]["verb"] == "harden"
        assert as_json(sightline, site, "records", "show")["runs"] == 2
        assert sightline.at(site, "records", "check").status == 0
        assert "gone: 2 runs" in sightline.at(site, "records", "prune", "--before", "2999-01-01", "--yes").out
    gone = sightline.at(site, "records", "show")
    assert gone.status == 1
    assert "the records cannot be used" in gone.err
    assert not (site.folder / ".sightline" / "records.db").exists()
