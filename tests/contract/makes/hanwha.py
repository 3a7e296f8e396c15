"""The lab's Hanwha recorder and camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab.hanwha.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_hanwha.hanwhasite import running

DEVICES = {spec.name: spec.recording for spec in SPECS}
LOGIN = Login(
    ways={"": running},
    changes=[lambda of: of.tell("security", "guest", "set", {"Enable": False})],
    in_parts=frozenset({"services"}),
    sent=30,
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Both, in an estate of their own."""
    with running(folder) as site:
        yield Bench.of(site)
