"""The lab's Dahua devices as tests use them: servers on free ports, and an estate of these two."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sightline.drivers.dahua.session import Session
from sightline.lab.dahua.device import Device
from sightline.lab.dahua.devices import CAMERA, DEVICES, RECORDER
from tests.drivers import makesite
from tests.labsite import LabSite, mixed_site

CAM, NVR = CAMERA.name, RECORDER.name
running = partial(mixed_site, specs=DEVICES)
session = partial(makesite.session, Session)


@contextmanager
def old(folder: Path) -> Iterator[LabSite]:
    """The same as old devices, of CGI alone."""
    with running(folder) as site:
        for name in (CAM, NVR):
            device(site, name).has_rpc2 = False
        yield site


def device(site: LabSite, name: str) -> Device:
    """The simulated device, with what only this make's has."""
    found = site.device(name)
    assert isinstance(found, Device)
    return found
