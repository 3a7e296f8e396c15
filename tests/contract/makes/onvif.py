"""The lab's ONVIF camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.drivers.onvif.words import DEVICE
from sightline.lab.onvif.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_onvif.onvifsite import running, tokens

DEVICES = {spec.name: spec.recording for spec in SPECS}
LOGIN = Login(
    ways={"digest": running, "token": tokens},
    changes=[lambda of: of.tell(DEVICE, "SetDiscoveryMode", DiscoveryMode="NonDiscoverable")],
    in_parts=frozenset({"services", "certificates"}),
    pictures=frozenset({"digest"}),
    lock="LoginRefused",
    lacks="unless refused",
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """The camera, in an estate of its own."""
    with running(folder) as site:
        yield Bench.of(site)
