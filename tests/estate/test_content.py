"""Content comes from its root and from nowhere else; an estate's own controls join it by the rules."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.estate import content
from sightline.estate.content import content_root, load_controls, load_module, policy_sha256, put_on_path
from sightline.estate.load import load_estate
from sightline.estate.trust import accept

CONTROL = "class Control:\n    slug = {slug!r}\n    made = {made!r}\n\n\ncontrol = Control()\n"
POLICY = "name: p\nversion: '1'\nclauses:\n  - {numbers: ['1'], says: x, kinds: [E], controls: [no-audio]}\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A content root of its own with one shipped control; the modules of the real one are put aside."""
    root = tmp_path / "content"
    for part in ("facts", "deploys", "policies", "policies/controls"):
        (root / part).mkdir(parents=True, exist_ok=True)
        (root / part / "__init__.py").touch()
    (root / "policies" / "controls" / "no_audio.py").write_text(CONTROL.format(slug="no-audio", made="shipped"))
    monkeypatch.setattr(content, "content_root", lambda: root)
    monkeypatch.setattr(sys, "path", list(sys.path))
    aside = {name: sys.modules.pop(name) for name in list(sys.modules) if is_content(name)}
    yield root
    for name in [name for name in sys.modules if is_content(name)]:
        del sys.modules[name]
    sys.modules.update(aside)


def is_content(name: str) -> bool:
    """True for a module of the content."""
    return name.partition(".")[0] in ("facts", "deploys", "policies", "sightline_estate_controls")


@pytest.fixture
def own(folder: Path) -> Path:
    """The estate's folder of own controls; its policy asks for no-audio."""
    (folder / "policies" / "housing_cctv.yml").write_text(POLICY)
    (folder / "policies" / "controls").mkdir()
    return folder / "policies" / "controls"


def write(path: Path, slug: str, made: str = "own") -> None:
    """A control's file."""
    path.write_text(CONTROL.format(slug=slug, made=made))


def test_the_checkout_is_the_content_root() -> None:
    assert content_root() == Path(__file__).resolve().parents[2]


def test_shipped_and_own_controls_are_loaded_by_slug(root: Path, folder: Path, own: Path) -> None:
    write(own / "lights.py", "lights")
    accept(folder)
    controls = load_controls(load_estate(folder))
    assert {slug: control.made for slug, control in controls.items()} == {"no-audio": "shipped", "lights": "own"}
    assert sys.path[0] == str(root)


def test_python_that_is_not_trusted_does_not_run(root: Path, folder: Path, own: Path) -> None:
    (own / "bad.py").write_text("raise SystemExit('it ran')\n")
    with pytest.raises(EstateError, match=r"bad\.py: new Python file"):
        load_controls(load_estate(folder))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "import nothing_like_it\n",
            r"bad\.py:1: this control does not load: ModuleNotFoundError: No module named 'nothing_like_it'$",
        ),
        ("x = 1\ny = (\n", r"bad\.py:2: this control does not load: '\(' was never closed$"),
        (
            "from json import loads\n\nloads('')\n",
            r"bad\.py:3: this control does not load: JSONDecodeError: Expecting value",
        ),
        ("raise KeyError\n", r"bad\.py:1: this control does not load: KeyError$"),
    ],
)
def test_a_control_that_fails_to_load_is_named_with_its_line(
    root: Path, folder: Path, own: Path, text: str, says: str
) -> None:
    (own / "bad.py").write_text(text)
    accept(folder)
    with pytest.raises(EstateError, match=says):
        load_controls(load_estate(folder))


def test_a_shipped_slug_is_replaced_only_where_the_policy_says_so(root: Path, folder: Path, own: Path) -> None:
    write(own / "mine.py", "no-audio")
    accept(folder)
    with pytest.raises(EstateError, match=r"policies/controls/mine\.py: the slug 'no-audio' is a shipped one"):
        load_controls(load_estate(folder))
    (folder / "policies" / "housing_cctv.yml").write_text(POLICY + "overrides: [no-audio]\n")
    assert load_controls(load_estate(folder))["no-audio"].made == "own"


def test_an_override_without_a_control_is_named(root: Path, folder: Path, own: Path) -> None:
    (folder / "policies" / "housing_cctv.yml").write_text(POLICY + "overrides: [no-audio]\n")
    with pytest.raises(EstateError, match=r"housing_cctv\.yml:5: no control of this estate overrides 'no-audio'"):
        load_controls(load_estate(folder))


def test_a_slug_of_the_policy_without_a_control_names_the_nearest(root: Path, folder: Path, own: Path) -> None:
    (folder / "policies" / "housing_cctv.yml").write_text(POLICY.replace("no-audio", "no-adio"))
    with pytest.raises(EstateError, match=r"housing_cctv\.yml:4: no control 'no-adio'; did you mean 'no-audio'"):
        load_controls(load_estate(folder))


def test_two_controls_of_one_slug_are_refused(root: Path, folder: Path, own: Path) -> None:
    write(own / "a.py", "lights")
    write(own / "b.py", "lights")
    accept(folder)
    with pytest.raises(EstateError, match=r"b\.py: the slug 'lights' is in policies/controls/a\.py already"):
        load_controls(load_estate(folder))


def test_a_file_without_a_control_is_refused(root: Path, folder: Path, own: Path) -> None:
    (root / "policies" / "controls" / "empty.py").write_text("")
    with pytest.raises(EstateError, match=r"empty\.py: a control's file has a `control` with a slug"):
        load_controls(load_estate(folder))


def test_a_file_that_hides_a_standard_module_is_refused(root: Path) -> None:
    (root / "secrets.py").touch()
    (root / "email").mkdir()
    with pytest.raises(EstateError, match=r"secrets\.py: hides a module of Python"):
        put_on_path()


def test_a_module_from_elsewhere_is_refused(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "facts_of_others.py").touch()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "else")])
    with pytest.raises(EstateError, match=r"facts_of_others comes from .* and not from"):
        load_module("facts_of_others")
    with pytest.raises(EstateError, match=r"there is no facts\.nothing"):
        load_module("facts.nothing")


def test_the_policy_hash_covers_values_controls_and_facts(root: Path, folder: Path, own: Path) -> None:
    write(own / "lights.py", "lights")
    accept(folder)
    seen = [policy_sha256(load_estate(folder))]
    changes = [folder / "policies/waivers.yml", root / "facts/audio.py", root / "policies/controls/no_audio.py"]
    for path in changes:
        with path.open("a") as file:
            file.write("# changed\n")
        seen.append(policy_sha256(load_estate(folder)))
    (own / "lights.py").write_text((own / "lights.py").read_text() + "# changed\n")
    accept(folder)
    seen.append(policy_sha256(load_estate(folder)))
    assert len(set(seen)) == len(seen)
    assert policy_sha256(load_estate(folder)) == seen[-1]
