"""The lab's Uniview camera and recorder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab.uniview.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_uniview.univiewsite import running

DEVICES = {spec.name: spec.recording for spec in SPECS}
LOGIN = Login(
    ways={"": running},
    changes=[lambda of: of.put("Network/Cloud", {"Enabled": 0}), lambda of: of.onvif.time()],
    logins=2,
    pictures=frozenset({""}),
    lacks="unless refused",
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Both, in an estate of their own."""
    with running(folder) as site:
        yield Bench.of(site)
