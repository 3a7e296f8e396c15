"""The README's support matrix is what the contract sees. `make matrix` writes it anew."""

from pathlib import Path

import pytest

from tests import matrix
from tests.contract.bench import MAKES, marks


@pytest.mark.parametrize("make", [pytest.param(make, marks=marks(make)) for make in MAKES])
def test_the_readme_says_what_a_driver_can(make: str, tmp_path: Path) -> None:
    found = matrix.row(make, tmp_path)
    assert matrix.standing(make) == [found.line, *found.reasons], "run `make matrix`"


def test_the_table_has_every_make_once_and_every_setting() -> None:
    rows = [line for line in matrix.block() if line.startswith("|")]
    assert rows[:2] == matrix.head()
    assert [row.split("`")[1] for row in rows[2:]] == list(MAKES)
