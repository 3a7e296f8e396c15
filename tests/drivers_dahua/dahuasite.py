"""The lab's Dahua devices as tests use them: servers on free ports, and an estate of these two."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from sightline.drivers.dahua.session import Session
from sightline.estate.load import variable
from sightline.lab import Lab
from sightline.lab.dahua.device import Device
from sightline.lab.dahua.devices import CAMERA, DEVICES, RECORDER
from tests.drivers_hanwha.hanwhasite import _write_estate
from tests.drivers_onvif.onvifsite import target
from tests.labsite import LabSite

CAM, NVR = CAMERA.name, RECORDER.name
PASSWORDS = {spec.name: spec.passwords["admin"] for spec in DEVICES}


@contextmanager
def running(folder: Path) -> Iterator[LabSite]:
    """Both devices and their estate, with the passwords in the environment."""
    with Lab(DEVICES, folder=folder / "lab", port=0) as lab:
        _write_estate(folder / "estate", {spec.name: lab.address(spec.name) for spec in DEVICES}, lab)
        environment = {variable(name): f"admin:{password}" for name, password in PASSWORDS.items()}
        environment["XDG_CONFIG_HOME"] = str(folder / "config")
        with patch.dict(os.environ, environment):
            yield LabSite(folder / "estate", lab, environment)


def device(site: LabSite, name: str) -> Device:
    """The simulated device, with what only this make's has."""
    found = site.device(name)
    assert isinstance(found, Device)
    return found


@contextmanager
def session(site: LabSite, name: str, user: str = "admin", password: str = "") -> Iterator[Session]:
    """A session of the driver, nothing sent yet."""
    found = Session(target(site.lab.address(name), user, password or PASSWORDS[name]))
    try:
        yield found
    finally:
        found.close()
