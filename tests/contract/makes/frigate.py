"""The lab's Frigate."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab.frigate.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_frigate.frigatesite import running

DEVICES = {spec.name: spec.recording for spec in SPECS}
LOGIN = Login(
    ways={"": running},
    changes=[lambda of: of.delete("users/installer")],
    sent=6,
    lacks="always",
    ageless=True,
    nameless=True,
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """The recorder, in an estate of its own."""
    with running(folder) as site:
        yield Bench.of(site)
