"""The lab's ONVIF camera as tests use it: a server on a free port, and an estate of that one device."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.onvif.session import Session
from sightline.estate.load import variable
from sightline.lab import DeviceSpec, Lab
from sightline.lab.onvif.devices import LOBBY as ONVIF_CAMERA
from sightline.runs.lab import make
from sightline.wire.http import Endpoint, Limits
from tests.labsite import LabSite

LOBBY = ONVIF_CAMERA.name
SITE = """\
site: mixed-site
systems:
  - name: main
    purpose: Deter and investigate anti-social behaviour in shared areas
    installed: 2026-10-01
    accounts:
      - {{name: vms, role: viewer, devices: [lobby]}}
devices:
  - {{name: lobby, system: main, role: camera, driver: onvif, address: "{address}", secret: mixed-site/lobby,
     needs: [onvif], views: Lobby}}
"""
ESTATE = """\
estate: lab
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits: {connect_seconds: 1, read_seconds: 2, total_seconds: 3, budget_seconds: 30}
"""


def write_estate(folder: Path, address: str) -> None:
    """The lab's estate with this one device."""
    make(folder)
    (folder / "inventory" / "estate.yml").write_text(ESTATE)
    sites = folder / "inventory" / "sites"
    for file in sites.glob("*.yml"):
        file.unlink()
    (sites / "mixed-site.yml").write_text(SITE.format(address=address))


@contextmanager
def running(folder: Path, spec: DeviceSpec = ONVIF_CAMERA) -> Iterator[LabSite]:
    """The camera and its estate, with the password in the environment."""
    estate = folder / "estate"
    with Lab([spec], folder=folder / "lab", port=0) as lab:
        write_estate(estate, lab.address(spec.name))
        environment = {
            variable(spec.name): f"admin:{spec.passwords['admin']}",
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        with patch.dict(os.environ, environment):
            yield LabSite(estate, lab, environment)


def target(address: str, user: str = "admin", password: str = ONVIF_CAMERA.passwords["admin"]) -> drivers.Target:
    """What the driver is told of a device at an address."""
    at = urlsplit(address)
    return drivers.Target(
        endpoint=Endpoint(scheme=at.scheme, host=at.hostname or "", port=at.port or 80),
        user=user,
        password=password,
        timezone=ZoneInfo("Europe/London"),
        limits=Limits(connect_seconds=1, read_seconds=2, total_seconds=3),
    )


@contextmanager
def session(address: str, user: str = "admin", password: str = ONVIF_CAMERA.passwords["admin"]) -> Iterator[Session]:
    """A session of the driver, nothing sent yet."""
    found = Session(target(address, user, password))
    try:
        yield found
    finally:
        found.close()
