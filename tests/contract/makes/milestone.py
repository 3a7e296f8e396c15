"""The lab's two XProtect servers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab.milestone.devices import OLD_SERVER, SERVER
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_milestone.milestonesite import running

DEVICES = {spec.name: spec.recording for spec in (SERVER, OLD_SERVER)}
LOGIN = Login(
    ways={"": running},
    changes=[lambda of: of.change("hardware", "1", {})],
    sent=6,
    lacks="always",
    ageless=True,
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Both, in an estate of their own."""
    with running(folder) as site:
        yield Bench.of(site)
