"""What the tests of the command line share."""

from collections.abc import Iterator

import pytest

from tests.cli import quick as module
from tests.cli.quick import Quick


@pytest.fixture(scope="session")
def sightline() -> Iterator[Quick]:
    """Runs `sightline …`."""
    yield module.quick()
    module.quick().close()
    module.quick.cache_clear()
