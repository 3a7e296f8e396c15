"""The lab's ONVIF camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab.onvif.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.drivers_onvif.onvifsite import running

DEVICES = {spec.name: spec.recording for spec in SPECS}


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """The camera, in an estate of its own."""
    with running(folder) as site:
        yield Bench.of(site)
