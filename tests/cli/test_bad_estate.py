"""Files of an estate that cannot be used: exit 1, the file, the line, the way out, and no device is asked."""

import re

import pytest

from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite

SITE_FILE = "inventory/sites/riverside-court.yml"
WRONG = [
    ("unknown key", r"    role: recorder", "    roll: recorder", ["roll", "role"]),
    ("wrong type", r"tags: \[entrance\]", "tags: 7", ["tags"]),
    ("duplicate device", r"name: entrance\n", "name: nvr-1\n", ["nvr-1"]),
    ("unknown driver", r"driver: hikvision\n    address", "driver: hikvison\n    address", ["hikvison"]),
    ("unknown system", r"    system: main\n    role: camera", "    system: mian\n    role: camera", ["mian", "main"]),
    ("no address", r"address: https:.*", "address: riverside", ["address"]),
    ("a recorder that is not there", r"behind: nvr-1/1", "behind: nvr-2/1", ["nvr-2"]),
    ("no YAML", r"devices:\n", "devices: [\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "text", "says"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_site_file_with_a_slip(site: LabSite, sightline: Quick, pattern: str, text: str, says: list[str]) -> None:
    site.edit(pattern, text)
    ended = sightline.at(site, "check")
    assert (ended.status, ended.out) == (1, "")
    assert f"{SITE_FILE}:" in ended.err
    assert all(word in ended.err for word in says), ended.err
    assert "Traceback" not in ended.err
    assert [site.device(name).counters.requests for name in (NVR, CAMERA)] == [0, 0]


@pytest.mark.parametrize("words", [["plan"], ["harden", "--yes"], ["secrets", "list"], ["trust", NVR, "--yes"]])
def test_every_verb_that_reads_it_says_so(site: LabSite, sightline: Quick, words: list[str]) -> None:
    site.edit("    role: recorder", "    roll: recorder")
    ended = sightline.at(site, *words)
    assert (ended.status, ended.out) == (1, "")
    assert f"{SITE_FILE}:" in ended.err


def test_two_secrets_of_one_variable(site: LabSite, sightline: Quick) -> None:
    site.edit("secret: riverside-court/entrance", "secret: riverside-court-nvr_1")
    ended = sightline.at(site, "check")
    assert ended.status == 1
    assert "SIGHTLINE_SECRET_RIVERSIDE_COURT_NVR_1" in ended.err


def test_a_policy_without_a_control_is_never_0(site: LabSite, sightline: Quick) -> None:
    policy = site.folder / "policies" / "housing_cctv.yml"
    text = policy.read_text()
    policy.write_text(re.sub(r"    controls: .*\n(    planned: .*\n)?", "    planned: [later]\n", text))
    ended = sightline.at(site, "check")
    assert ended.status in (1, 3), ended.out
    assert "Traceback" not in ended.err


def test_an_estate_without_a_site_says_where_one_is_to_be(site: LabSite, sightline: Quick) -> None:
    for file in (site.folder / "inventory" / "sites").glob("*.yml"):
        file.unlink()
    for words in (["check"], ["plan"]):
        ended = sightline.at(site, *words)
        assert ended.status == 1
        assert "there is no site yet: each is a file, inventory/sites/SITE.yml" in ended.err
