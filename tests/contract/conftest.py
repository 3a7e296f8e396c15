"""One bench at a time, kept while the rows of one make follow each other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sightline.bridge.link import Link
from tests.contract.bench import Bench, adapter


@pytest.fixture(scope="module")
def bench_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Bench]]:
    """A make's devices, as they come; asking for another make's ends them."""
    kept: dict[str, Bench] = {}
    with ExitStack() as running:

        def of(make: str) -> Bench:
            if make not in kept:
                kept.clear()
                running.close()
                found = adapter(make)
                assert found is not None
                kept[make] = running.enter_context(found.bench(tmp_path_factory.mktemp(make)))
            return kept[make]

        yield of


@pytest.fixture
def bench(request: pytest.FixtureRequest, bench_of: Callable[[str], Bench]) -> Bench:
    """The bench of the row's make. pytest would give each row one of its own, whatever the fixture's scope: a row has
    values that are no fixtures."""
    return bench_of(request.param)


@pytest.fixture
def link(bench: Bench, device: str) -> Iterator[Link]:
    """One device in a run of its own; it is what it was afterwards, whatever was written."""
    with bench.link(device) as one:
        yield one
    if bench.written(device):
        bench.reset()
