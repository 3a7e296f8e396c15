"""Numbers with their nouns."""

import pytest

from sightline.policy.counted import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("device",), "0 devices"),
        (1, ("device",), "1 device"),
        (2, ("more difference",), "2 more differences"),
        (1, ("entry", "entries"), "1 entry"),
        (3, ("entry", "entries"), "3 entries"),
    ],
)
def test_a_number_with_its_noun(number: int, words: tuple[str, ...], said: str) -> None:
    assert counted(number, *words) == said
