"""What is told from two pictures: the same view whatever the light, and each way in which it is another."""

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from sightline.lab.scene import TURNED, _yard
from sightline.wire.likeness import ACROSS, DOWN, View, compare, is_blank, parsed, view_of
from sightline.wire.picture import HEIGHT, WIDTH

SIZE = (640, 360)
#: A picture takes its time on a busy machine.
unhurried = settings(deadline=None, max_examples=40, derandomize=True)
NAMES = st.sampled_from([f"site/{number}" for number in range(12)])


@cache
def yard(name: str, right: int = 0) -> Image.Image:
    return _yard(name).crop((right, 0, right + SIZE[0], SIZE[1]))


def seen(shown: Image.Image) -> View:
    return view_of(shown.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.BOX))


def noisy(shown: Image.Image, strength: float) -> Image.Image:
    return ImageChops.add(shown, Image.effect_noise(shown.size, strength), 1, -128)


def by_night(shown: Image.Image) -> Image.Image:
    """Under infrared: leaves and paint are brighter than by day, light falls off from the middle, and it is noisy."""
    other = shown.point([abs(level - 60) // 2 + 40 for level in range(256)])
    lit = ImageChops.invert(Image.radial_gradient("L").resize(shown.size)).point([*range(60, 188)] + [188] * 128)
    return noisy(ImageChops.multiply(Image.blend(shown, other, 0.3), lit), 8)


@unhurried
@given(NAMES, st.floats(0, 15), st.floats(0.5, 1.5), st.floats(0.4, 1.3))
def test_noise_and_light_change_nothing(name: str, noise: float, light: float, contrast: float) -> None:
    now = noisy(ImageEnhance.Contrast(ImageEnhance.Brightness(yard(name)).enhance(light)).enhance(contrast), noise)
    found = compare(seen(yard(name)), seen(now))
    assert (found.blank, found.covered, found.moved, found.out_of_focus) == (False, False, False, False), found
    assert found.alike_percent is not None
    assert found.alike_percent >= 50


@unhurried
@given(NAMES)
def test_the_night_is_no_drift(name: str) -> None:
    found = compare(seen(yard(name)), seen(by_night(yard(name))))
    assert (found.blank, found.covered, found.moved, found.out_of_focus) == (False, False, False, False), found


@unhurried
@given(NAMES, st.integers(64, TURNED), st.floats(0, 8))
def test_a_tenth_of_the_picture_or_more_is_moved(name: str, right: int, noise: float) -> None:
    found = compare(seen(yard(name)), seen(noisy(yard(name, right), noise)))
    assert found.moved is True, found
    assert found.out_of_focus is None, "nobody knows how sharp the other view was"


@unhurried
@given(NAMES, st.integers(0, 8))
def test_a_swing_in_the_wind_is_not(name: str, right: int) -> None:
    assert compare(seen(yard(name)), seen(yard(name, right))).moved is False


@unhurried
@given(NAMES, NAMES)
def test_another_view_is_moved_or_covered(name: str, other: str) -> None:
    assume(name != other)
    found = compare(seen(yard(name)), seen(yard(other)))
    assert found.moved or found.covered, found


@unhurried
@given(NAMES, st.floats(5, 12), st.floats(0, 4))
def test_a_blurred_picture_is_out_of_focus(name: str, radius: float, noise: float) -> None:
    found = compare(seen(yard(name)), seen(noisy(yard(name).filter(ImageFilter.GaussianBlur(radius)), noise)))
    assert found.blank or found.out_of_focus, found


@unhurried
@given(st.integers(0, 255), st.floats(0, 3))
def test_one_colour_all_over_is_blank(level: int, noise: float) -> None:
    now = seen(noisy(Image.new("L", SIZE, level), noise))
    found = compare(seen(yard("site/1")), now)
    assert is_blank(now)
    assert found.blank
    assert (found.covered, found.moved, found.alike_percent) == (None, None, None)


@unhurried
@given(NAMES, st.integers(30, 200))
def test_a_board_over_half_of_it_covers_it(name: str, level: int) -> None:
    now = yard(name).copy()
    ImageDraw.Draw(now).rectangle((0, 0, SIZE[0] // 2 + 30, SIZE[1]), fill=level)
    found = compare(seen(yard(name)), seen(now))
    assert found.covered or found.moved, found


@unhurried
@given(NAMES)
def test_a_view_compares_with_itself_after_it_was_kept(name: str) -> None:
    view = seen(yard(name))
    back = parsed(view.text, view.strength, view.spread, view.sharpness)
    assert back == view
    found = compare(back, view)
    assert (found.sharp_percent, found.moved, found.covered) == (100, False, False)


@pytest.mark.parametrize("text", ["", "AAAA", "%%%", "é"])
def test_what_is_no_view_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="view"):
        parsed(text, 1, 1.0, 1.0)


def test_a_view_is_too_coarse_for_a_person() -> None:
    """A cell is ten pixels of a picture 640 wide: a person in the middle of it is three cells wide and has no face."""
    view = seen(yard("site/1"))
    assert len(view.edges) == ACROSS * DOWN == 64 * 36
    assert SIZE[0] / ACROSS == 10
