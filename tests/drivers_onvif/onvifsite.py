"""The lab's ONVIF camera as tests use it: a server on a free port, and an estate of that one device."""

from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from sightline.drivers.onvif.session import Session
from sightline.lab import DeviceSpec
from sightline.lab.onvif.devices import LOBBY as ONVIF_CAMERA
from tests.drivers import makesite
from tests.labsite import LabSite, mixed_site

LOBBY = ONVIF_CAMERA.name
session = partial(makesite.session, Session)


def running(folder: Path, spec: DeviceSpec = ONVIF_CAMERA) -> AbstractContextManager[LabSite]:
    """The camera, or another one in its place."""
    return mixed_site(folder, [spec])


def tokens(folder: Path) -> AbstractContextManager[LabSite]:
    """The camera as a device that knows username tokens alone."""
    return running(folder, replace(ONVIF_CAMERA, algorithms=()))
