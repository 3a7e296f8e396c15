"""Incidents on the lab's devices: what a check drafts, once, and what people report and close."""

import json
from typing import Any

import pytest

from tests.cli.quick import Quick
from tests.labsite import LabSite


def checked(sightline: Quick, site: LabSite, *words: str) -> list[dict[str, Any]]:
    """The incidents that a check tells of."""
    ended = sightline.at(site, "check", *words, "--format", "json")
    assert ended.status in (0, 2, 3), ended.err
    told: list[dict[str, Any]] = json.loads(ended.out)["incidents"]
    return told


def test_a_check_drafts_what_it_sees_once_and_people_close_it(sightline: Quick, site: LabSite) -> None:
    first = checked(sightline, site, "riverside-court/nvr-1")
    assert {(one["kind"], one["new"]) for one in first} == {("unknown-account", True), ("audio-on", True)}
    assert {one["device"] for one in first} == {"nvr-1"}
    again = checked(sightline, site, "riverside-court/nvr-1")
    assert {(one["name"], one["new"]) for one in again} == {(one["name"], False) for one in first}
    [sound] = [one["name"] for one in first if one["kind"] == "audio-on"]
    draft = (site.folder / ".sightline" / "incidents" / f"{sound}.md").read_text()
    assert "sound is on: streams 101: enabled" in draft
    closed = sightline.at(site, "incident", "close", sound, "--reason", "reported, put right on Monday")
    assert closed.status == 0, closed.err
    assert sound not in {one["name"] for one in checked(sightline, site, "riverside-court/nvr-1")}
    listed = sightline.at(site, "incident", "list", "--all").out.splitlines()
    assert [line.split()[4] for line in listed if line.startswith(sound)] == ["closed"]
    assert "put right on Monday" in sightline.at(site, "incident", "show", sound).out
    shown = sightline.at(site, "report", "last").out
    assert f"{again[0]['name']} is open" in shown or f"{again[1]['name']} is open" in shown


def test_a_draft_whose_file_cannot_be_written_is_in_the_report_and_in_the_chain(
    sightline: Quick, site: LabSite
) -> None:
    """The records have it from then on: the next run would tell the chain of nothing new."""
    state = site.folder / ".sightline"
    state.mkdir(exist_ok=True)
    (state / "incidents").write_text("in the way")
    ended = sightline.at(site, "check", "riverside-court/nvr-1", "--format", "json")
    assert (ended.status, "the draft cannot be written" in ended.err) == (1, True)
    names = {one["name"] for one in json.loads(ended.out)["incidents"]}
    assert names == {"INC-0001", "INC-0002"}
    chain = json.loads(sightline.at(site, "audit", "show", "--event", "incident", "--format", "json").out)
    assert {one["what"]["name"] for one in chain["entries"]} == names


@pytest.mark.parametrize(
    ("switch", "kind"),
    [("swapped", "swapped"), ("locked_out", "lock-out"), ("new_certificate", "certificate-changed")],
)
def test_what_stands_in_the_way_of_a_device_may_be_a_breach(
    sightline: Quick, site: LabSite, switch: str, kind: str
) -> None:
    assert checked(sightline, site, "riverside-court/entrance")
    setattr(site.device("riverside-court/entrance").switches, switch, True)
    new = [one for one in checked(sightline, site, "riverside-court/entrance") if one["new"]]
    assert [(one["kind"], one["device"]) for one in new] == [(kind, "entrance")]


def test_a_device_is_missed_when_it_does_not_answer_twice(sightline: Quick, site: LabSite) -> None:
    site.device("riverside-court/entrance").switches.dead = True
    assert checked(sightline, site, "riverside-court/entrance") == []
    assert [one["kind"] for one in checked(sightline, site, "riverside-court/entrance")] == ["vanished"]
    site.device("riverside-court/entrance").switches.dead = False
    told = {one["kind"] for one in checked(sightline, site, "riverside-court/entrance")}
    assert "vanished" not in told
    draft = site.folder / ".sightline" / "incidents" / "INC-0001.md"
    assert "Not there any more since" in draft.read_text() == sightline.at(site, "incident", "show", "INC-0001").out


def test_people_report_what_no_run_can_see(sightline: Quick, site: LabSite) -> None:
    words = ("incident", "draft", "--what", "A stick with clips was lost\x1b[2J", "--operator", "Ann")
    assert sightline.at(site, *words, "--site", "riverside-court").status == 0
    assert sightline.at(site, *words).status == 0, "two may be lost"
    found = json.loads(sightline.at(site, "incident", "list", "--format", "json").out)["incidents"]
    assert [(one["name"], one["kind"], one["operator"]) for one in found] == [
        ("INC-0001", "reported", "Ann"),
        ("INC-0002", "reported", "Ann"),
    ]
    assert "\x1b" not in sightline.at(site, "incident", "list").out
    slip = sightline.at(site, *words, "--site", "riverside-curt")
    assert (slip.status, "did you mean 'riverside-court'?" in slip.err) == (1, True)
    empty = sightline.at(site, "incident", "draft", "--site", "riverside-court", "--what", " ")
    assert (empty.status, "--what is empty" in empty.err) == (1, True)
