"""A new estate loads as it is written, and nothing of the user's is written over."""

from errno import ENOSPC
from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.estate.init import init
from sightline.estate.load import load_estate
from tests.policy.shipped import ATTESTED


def test_a_new_estate_loads_without_an_edit(tmp_path: Path) -> None:
    written = init(tmp_path / "mine")
    estate = load_estate(tmp_path / "mine")
    assert [device.id for device in estate.devices] == ["example/nvr-1"]
    assert estate.secrets.file == estate.folder / ".sightline" / "secrets.kdbx"
    assert (tmp_path / "mine" / ".gitignore").read_text() == ".sightline/\n"
    assert {path.relative_to(tmp_path / "mine").as_posix() for path in written} >= {
        ".gitignore",
        "inventory/estate.py",
        "inventory/estate.yml",
        "inventory/register.yml",
        "inventory/sites/example.yml",
        "policies/firmware.yml",
        "policies/housing_cctv.yml",
        "policies/waivers.yml",
    }


def test_its_commented_lines_are_right_as_well(tmp_path: Path) -> None:
    """Taking the comment signs off gives a site that loads."""
    init(tmp_path)
    site = tmp_path / "inventory" / "sites" / "example.yml"
    prose = ("# One site", "# Accounts that", '# "accounts not', "# Footage that", "# What only", "# writes such")
    lines = [line for line in site.read_text().splitlines() if not line.strip().startswith(prose)]
    site.write_text("\n".join(line.replace("# ", "", 1) if line.strip().startswith("# ") else line for line in lines))
    estate = load_estate(tmp_path)
    asked = {slug for slug, one in ATTESTED.items() if one.every and not one.of_estate}
    assert estate.sites[0].systems[0].register.keys() == asked
    lobby = estate.device("example/lobby")
    assert (lobby.masks, lobby.audio_claim, lobby.recorder) == (2, "none", "example/nvr-1")


def test_what_is_there_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "waivers.yml").write_text("mine")
    with pytest.raises(EstateError, match=r"policies/waivers\.yml: is there already; nothing was written"):
        init(tmp_path)
    assert not (tmp_path / "inventory").exists()
    assert (tmp_path / "policies" / "waivers.yml").read_text() == "mine"


def test_a_file_that_the_disk_does_not_take_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> bytes:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "read_bytes", full)
    with pytest.raises(EstateError, match=r"new/\.gitignore: cannot be written: No space left on device"):
        init(tmp_path / "new")
