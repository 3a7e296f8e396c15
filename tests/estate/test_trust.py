"""An estate's own Python runs only as it stood when a person accepted it."""

import stat
from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.estate.trust import accept, check_trust, trust_file

CONTENT = Path("/nowhere/content")


@pytest.fixture
def own(folder: Path) -> Path:
    """The estate's folder of own controls, with one control in it."""
    controls = folder / "policies" / "controls"
    controls.mkdir()
    (controls / "lights.py").write_text("x = 1\n")
    return controls


def test_an_estate_without_python_needs_no_trust(folder: Path) -> None:
    assert check_trust(folder, CONTENT) == {}
    assert accept(folder) == ()


def test_a_checkout_has_no_controls_of_its_own(folder: Path, own: Path) -> None:
    assert check_trust(folder, folder) == {}


def test_new_python_is_refused_until_it_is_accepted(folder: Path, own: Path) -> None:
    with pytest.raises(EstateError, match=r"policies/controls/lights\.py: new Python file(.|\n)*sightline trust"):
        check_trust(folder, CONTENT)
    assert accept(folder) == ("policies/controls/lights.py",)
    assert check_trust(folder, CONTENT) == {"policies/controls/lights.py": b"x = 1\n"}
    assert stat.S_IMODE(trust_file().stat().st_mode) == 0o600


def test_every_change_is_named(folder: Path, own: Path) -> None:
    (own / "gone.py").write_text("")
    accept(folder)
    (own / "gone.py").unlink()
    (own / "lights.py").write_text("x = 2\n")
    (own / "_new.py").write_text("")
    with pytest.raises(EstateError) as error:
        check_trust(folder, CONTENT)
    assert str(error.value).splitlines()[:3] == [
        "policies/controls/_new.py: new Python file, not trusted yet",
        "policies/controls/gone.py: was trusted and is gone",
        "policies/controls/lights.py: changed since it was trusted",
    ]


def test_changed_yaml_never_asks(folder: Path, own: Path) -> None:
    accept(folder)
    (folder / "policies" / "waivers.yml").write_text("waivers: []\n# changed\n")
    check_trust(folder, CONTENT)


def test_trust_is_for_one_folder(folder: Path, own: Path, tmp_path: Path) -> None:
    accept(folder)
    folder.rename(tmp_path / "moved")
    with pytest.raises(EstateError, match="not trusted yet"):
        check_trust(tmp_path / "moved", CONTENT)


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"estates": []}', '{"estates": {"a": 1}}'])
def test_a_damaged_trust_file_trusts_nothing_and_says_so(folder: Path, own: Path, damage: str) -> None:
    accept(folder)
    trust_file().write_text(damage)
    with pytest.raises(EstateError, match=r"trust\.json: cannot be read, so nothing is trusted"):
        check_trust(folder, CONTENT)
    accept(folder)
    check_trust(folder, CONTENT)
