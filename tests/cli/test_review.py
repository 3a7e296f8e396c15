"""`sightline review`: a check, answers, a record, and the register's entry."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from click.testing import CliRunner

from sightline.cli import main
from sightline.policy.review import QUESTIONS
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite

SITE = "riverside-court"


@pytest.fixture
def good(site: LabSite) -> LabSite:
    """A site that is as it should be."""
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        site.device(name).advance(25)
    return site


def answers(folder: Path, kind: str = "monthly", **other: Any) -> str:
    """A file with a yes to everything, but for what is said."""
    given = {one.slug: True for one in QUESTIONS[kind]} | {name.replace("_", "-"): one for name, one in other.items()}  # type: ignore[index] # of two
    file = folder / "answers.yml"
    file.write_text(yaml.safe_dump({"reviewer": "M. Manager", "systems": {"main": given}}))
    return str(file)


def records(site: LabSite) -> list[dict[str, Any]]:
    """Every record, the oldest first."""
    folder = site.folder / "inventory" / "evidence" / "reviews"
    there = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(path.read_text()) for path in there]


def entry(site: LabSite, control: str) -> dict[str, Any]:
    """The register's entry."""
    text = yaml.safe_load((site.folder / "inventory" / "sites" / f"{SITE}.yml").read_text())
    found: dict[str, Any] = text["systems"][0]["register"][control]
    return found


@pytest.mark.parametrize(("kind", "control"), [("monthly", "monthly-review"), ("annual", "annual-review")])
def test_a_review_leaves_its_record_and_the_register_leans_on_it(
    good: LabSite, sightline: Quick, tmp_path: Path, kind: str, control: str
) -> None:
    ended = sightline.at(good, "review", SITE, f"--{kind}", "--answers", answers(tmp_path, kind), "--format", "json")
    assert ended.status == 0, ended.err
    [record] = records(good)
    assert (record["schema"], record["kind"], record["reviewer"]) == ("sightline.review/1", kind, "M. Manager")
    assert record["purpose"].startswith("Deter")
    assert [one["answer"] for one in record["answers"]] == ["yes"] * len(QUESTIONS[kind])  # type: ignore[index] # of two
    assert (record["open"], record["findings"]) == ([], [])
    assert {one["device"]: one["state"] for one in record["devices"]} == {"nvr-1": "checked", "entrance": "checked"}
    leans = entry(good, control)
    data = (good.folder / leans["evidence"]).read_bytes()
    assert (leans["by"], leans["sha256"]) == ("M. Manager", hashlib.sha256(data).hexdigest())
    report = json.loads(ended.out)
    assert (report["run"]["id"], report["run"]["verb"]) == (record["run"], "review")
    found = next(one for one in report["findings"] if one["control"] == control)
    assert (found["verdict"], found["found"]["evidence"]) == ("compliant", leans["evidence"])


def test_a_yes_against_the_check_and_a_no_need_a_note_and_nothing_is_recorded_without(
    site: LabSite, sightline: Quick, tmp_path: Path
) -> None:
    words = ("review", SITE, "--monthly", "--answers")
    before = (site.folder / "inventory" / "sites" / f"{SITE}.yml").read_text()
    ended = sightline.at(site, *words, answers(tmp_path, cameras=False))
    assert ended.status == 1
    assert "main: cameras: a no needs a note" in ended.err
    assert "main: time-stamps: a yes against the check (" in ended.err
    assert "nothing was recorded" in ended.err
    assert records(site) == []
    assert (site.folder / "inventory" / "sites" / f"{SITE}.yml").read_text() == before


def test_a_no_is_recorded_and_not_attested_and_the_next_review_asks_after_it(
    good: LabSite, sightline: Quick, tmp_path: Path
) -> None:
    words = ("review", SITE, "--monthly", "--answers")
    before = entry(good, "monthly-review")
    bad = answers(tmp_path, cameras={"answer": False, "note": "The lens is dirty"})
    ended = sightline.at(good, *words, bad)
    assert ended.status == 2
    assert "not in the register: an answer is a no" in ended.err
    assert entry(good, "monthly-review") == before
    assert records(good)[0]["open"] == ["a no: cameras"]
    again = sightline.at(good, *words, answers(tmp_path))
    assert again.status == 1
    assert "last-review: a yes against the check (left open: a no: cameras) needs a note" in again.err
    done = sightline.at(good, *words, answers(tmp_path, last_review={"answer": True, "note": "Cleaned on Friday"}))
    assert done.status == 0, done.err
    assert records(good)[-1]["last"]["left"] == ["a no: cameras"]
    assert entry(good, "monthly-review")["evidence"].endswith(f"{records(good)[-1]['run']}.json")


def test_a_record_that_was_changed_is_noticed(good: LabSite, sightline: Quick, tmp_path: Path) -> None:
    words = ("review", SITE, "--monthly", "--answers", answers(tmp_path))
    assert sightline.at(good, *words).status == 0
    record = good.folder / entry(good, "monthly-review")["evidence"]
    record.write_text(record.read_text().replace("M. Manager", "Somebody"))
    assert sightline.at(good, "check", SITE).status == 2, "the register's evidence is not what was attested"
    ended = sightline.at(good, *words)
    assert ended.status == 1
    assert "is gone, or is not as it was) needs a note" in ended.err


BARE = "expected yes, no, or {answer: no, note: why}"
Slip = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        (lambda given: given.pop("cameras"), "answers.yml:3: the answer 'cameras' is missing"),
        (lambda given: given.update(camera=True), "no answer 'camera' is asked for; did you mean 'cameras'?"),
        (lambda given: given.update(cameras="perhaps"), f"cameras: {BARE}; found 'perhaps'"),
        (lambda given: given.update(cameras=None), f"cameras: {BARE}; found nothing"),
        (lambda given: given.update(cameras={"answer": "perhaps"}), "answer: expected true or false; found 'perhaps'"),
        (lambda given: given.update(cameras={"answer": True, "nte": "x"}), "unknown key 'nte' in an answer"),
    ],
)
def test_answers_that_are_not_what_is_asked_are_named_before_any_device_is(
    site: LabSite, sightline: Quick, tmp_path: Path, slip: Slip, says: str
) -> None:
    file = Path(answers(tmp_path))
    whole = yaml.safe_load(file.read_text())
    slip(whole["systems"]["main"])
    file.write_text(yaml.safe_dump(whole))
    ended = sightline.at(site, "review", SITE, "--monthly", "--answers", str(file))
    assert (ended.status, says in ended.err) == (1, True), ended.err
    assert site.device(NVR).counters.requests == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([SITE], "say --monthly or --annual, one of them"),
        ([SITE, "--monthly", "--annual"], "say --monthly or --annual, one of them"),
        ([SITE, "--monthly"], "there is no terminal to ask at; give --answers FILE.yml"),
        (["nowhere", "--monthly"], "target 'nowhere' matches no site, system or device"),
        ([CAMERA, "--monthly"], "has no system of ours to review: give a site, or SITE/SYSTEM"),
    ],
)
def test_what_cannot_be_reviewed_ends_with_1(site: LabSite, sightline: Quick, words: list[str], says: str) -> None:
    ended = sightline.at(site, "review", *words)
    assert (ended.status, says in ended.err) == (1, True), ended.err


def test_a_review_is_of_one_site(site: LabSite, sightline: Quick) -> None:
    fleet = "site: fleet\nsystems:\n  - {name: main, kind: vehicle, purpose: Drivers}\n"
    (site.folder / "inventory" / "sites" / "fleet.yml").write_text(fleet)
    ended = sightline.at(site, "review", "*", "--monthly", "--template")
    assert (ended.status, "is more than one site: a review is of one" in ended.err) == (1, True)
    assert sightline.at(site, "review", "fleet", "--monthly", "--template").status == 0


def test_a_template_is_printed_and_does_not_load_before_it_is_filled_in(
    site: LabSite, sightline: Quick, tmp_path: Path
) -> None:
    printed = sightline.at(site, "review", f"{SITE}/main", "--annual", "--template")
    assert printed.status == 0
    file = tmp_path / "annual.yml"
    file.write_text(printed.out)
    ended = sightline.at(site, "review", SITE, "--annual", "--answers", str(file))
    assert ended.status == 1
    assert "annual.yml:1: reviewer: expected text; found nothing" in ended.err
    filled = printed.out.replace("reviewer: #", "reviewer: O #").replace(": # yes", ": {answer: yes, note: seen} # yes")
    file.write_text(filled)
    assert sightline.at(site, "review", SITE, "--annual", "--answers", str(file)).status == 2, "the devices drift"
    assert len(records(site)) == 1


def test_the_questions_are_asked_at_a_terminal(good: LabSite) -> None:
    lines = ["O. Operator", *["y"] * 3, "n", "One is turned away", "y"]
    with patch("sightline.cli.review.asks_here", return_value=True):
        ended = CliRunner().invoke(
            main, ["--estate", str(good.folder), "review", SITE, "--monthly"], input="\n".join(lines) + "\n"
        )
    assert ended.exit_code == 2, ended.output
    [record] = records(good)
    assert record["reviewer"] == "O. Operator"
    assert {one["question"]: (one["answer"], one["note"]) for one in record["answers"]}["names-positions"] == (
        "no",
        "One is turned away",
    )


def test_a_review_that_is_given_up_records_nothing(good: LabSite) -> None:
    with patch("sightline.cli.review.asks_here", return_value=True):
        ended = CliRunner().invoke(main, ["--estate", str(good.folder), "review", SITE, "--monthly"], input="O\ny\n")
    assert ended.exit_code == 1
    assert "Aborted" in ended.output
    assert records(good) == []
