"""The lab's real ZoneMinder, in a container: it is no recording, and takes seconds to start."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contract.bench import Bench
from tests.drivers_zoneminder.zmsite import NAME, running

DEVICES = {NAME: "a real ZoneMinder"}
MARKS = (pytest.mark.scenario,)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """The recorder, in an estate of its own."""
    with running(folder, "contract-zm") as box:
        yield Bench(begin=box.begin, written=box.written, reset=box.reset)
