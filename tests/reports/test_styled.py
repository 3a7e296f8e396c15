"""Lines of thousands, in our styles without a layout."""

import click
import pytest

from sightline.reports.table import STYLE, styled


@pytest.mark.parametrize("style", sorted({*STYLE.values(), "", "bold", "yellow"}))
def test_a_style_changes_no_word(style: str) -> None:
    assert click.unstyle(styled("drift", style)) == "drift"


def test_weights_and_colours_are_told() -> None:
    assert styled("drift", "bold red") == "\x1b[31m\x1b[1mdrift\x1b[0m"
    assert styled("seen", "dim") == "\x1b[2mseen\x1b[0m"
    assert styled("name", "bold") == "\x1b[1mname\x1b[0m"
