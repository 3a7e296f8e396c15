"""One bench at a time for each make; the rows of a make run in one process."""

from collections.abc import Iterator

import pytest

from sightline.bridge.link import Link
from tests.contract.bench import Bench, adapter


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The make's devices, as they come."""
    found = adapter(request.param)
    assert found is not None
    with found.bench(tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def link(bench: Bench, device: str) -> Iterator[Link]:
    """One device in a run of its own; it is what it was afterwards, whatever was written."""
    with bench.link(device) as one:
        yield one
    if bench.written(device):
        bench.reset()
