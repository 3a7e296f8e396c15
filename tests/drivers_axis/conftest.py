"""The captured cameras, one after the other."""

from collections.abc import Iterator

import pytest

from tests.drivers.replay import serving
from tests.drivers_axis.captures import LISTS, captured
from tests.drivers_axis.replay import Captured


@pytest.fixture(params=LISTS)
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def replay(model: str) -> Iterator[Captured]:
    found = captured(model, administrator=True)
    with serving(found):
        yield found
