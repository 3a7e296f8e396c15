"""`sightline views accept`: a person says what a camera is to show."""

import json
import os
from pathlib import Path

import pytest

from sightline.estate.state import State
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite, finding


def verdict(site: LabSite, name: str = CAMERA) -> str:
    return finding(site.check(name)[name], "views").verdict


def test_what_was_accepted_is_what_is_compared_with(site: LabSite, sightline: Quick) -> None:
    State(site.folder).views_file(CAMERA).unlink()
    assert verdict(site) == "unread"
    ended = sightline.at(site, "views", "accept", CAMERA, "--yes", "--reason", "commissioned")
    assert (ended.status, ended.out, ended.err) == (0, f"accepted the view of {CAMERA}, channel 1\n", "")
    assert verdict(site) == "compliant"
    site.device(CAMERA).switches.moved = True
    assert verdict(site) == "drift"
    assert sightline.at(site, "views", "accept", CAMERA, "--yes").status == 0
    assert verdict(site) == "compliant", "where it was moved to is what it shall show from now on"


def test_the_audit_chain_says_who_accepted_what(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "views", "accept", CAMERA, "--yes", "--operator", "jo", "--reason", "moved on purpose")
    shown = sightline.at(site, "audit", "show", "--event", "view-accepted", "--format", "json")
    (said,) = json.loads(shown.out)["entries"]
    assert (said["device"], said["who"], said["why"]) == (CAMERA, "jo", "moved on purpose")
    assert said["what"]["channel"] == "1"
    assert len(said["what"]["picture"]) == 64


def test_without_a_terminal_nothing_is_accepted_unasked(site: LabSite, sightline: Quick) -> None:
    before = State(site.folder).views_file(CAMERA).read_bytes()
    ended = sightline.at(site, "views", "accept", CAMERA)
    assert ended.status == 1
    assert "nothing was accepted: there is no terminal to ask at; look at the pictures and say --yes" in ended.err
    assert State(site.folder).views_file(CAMERA).read_bytes() == before


def test_pictures_are_saved_where_asked_for_their_owner_alone(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    ended = sightline.at(site, "views", "accept", CAMERA, "--yes", "--save", str(tmp_path / "look"))
    (saved,) = (tmp_path / "look").iterdir()
    assert f"wrote {saved}" in ended.out
    assert saved.read_bytes().startswith(b"\xff\xd8\xff")
    assert saved.stat().st_mode & 0o077 == 0


def test_a_picture_that_shows_nothing_is_not_accepted(site: LabSite, sightline: Quick) -> None:
    before = State(site.folder).views_file(CAMERA).read_bytes()
    site.device(CAMERA).switches.covered = True
    ended = sightline.at(site, "views", "accept", CAMERA, "--yes")
    assert (ended.status, ended.err) == (1, f"not accepted: {CAMERA}, channel 1: it shows one colour all over\n")
    assert State(site.folder).views_file(CAMERA).read_bytes() == before


def test_of_a_recorder_the_channels_without_a_camera_of_the_inventory(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "views", "accept", NVR, "--yes")
    assert ended.out == f"accepted the view of {NVR}, channel 2, 3, 4\n"
    assert verdict(site, NVR) == "compliant"


@pytest.mark.parametrize(
    ("words", "said"),
    [(["riverside-court/lobby"], "matches no device"), ([], "say of which devices: SITE or SITE/DEVICE")],
)
def test_what_cannot_be_meant_is_1(site: LabSite, sightline: Quick, words: list[str], said: str) -> None:
    ended = sightline.at(site, "views", "accept", *words, "--yes")
    assert ended.status == 1
    assert said in ended.err


def test_a_device_that_is_down_is_1_and_keeps_what_it_had(site: LabSite, sightline: Quick) -> None:
    before = State(site.folder).views_file(CAMERA).read_bytes()
    site.device(CAMERA).switches.dead = True
    ended = sightline.at(site, "views", "accept", CAMERA, "--yes")
    assert (ended.status, CAMERA in ended.err) == (1, True)
    assert State(site.folder).views_file(CAMERA).read_bytes() == before


def test_pictures_are_kept_where_the_policy_asks_and_no_longer_than_its_days(site: LabSite) -> None:
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("\nclauses:", "\nkeep_view_pictures: true\nclauses:", 1))
    site.check(CAMERA)
    (first,) = (site.folder / ".sightline" / "runs").glob("*/views/*.picture")
    assert first.read_bytes().startswith(b"\xff\xd8\xff")
    assert first.stat().st_mode & 0o077 == 0
    os.utime(first, (0, 0))
    site.check(CAMERA)
    (second,) = (site.folder / ".sightline" / "runs").glob("*/views/*.picture")
    assert second != first


def test_of_a_whole_site_each_device_stands_for_itself(site: LabSite, sightline: Quick) -> None:
    site.device(CAMERA).switches.blank = True
    ended = sightline.at(site, "views", "accept", "riverside-court", "--yes")
    assert (ended.status, ended.out) == (3, f"accepted the view of {NVR}, channel 2, 3, 4\n")
    assert f"not accepted: {CAMERA}, channel 1" in ended.err
