"""The lab's Axis cameras as tests use them: servers on free ports, and an estate of these two."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args
from unittest.mock import patch

from sightline.drivers.axis.session import Session
from sightline.estate.load import variable
from sightline.lab import DeviceSpec, Lab
from sightline.lab.axis import devices
from sightline.runs.lab import make
from sightline.settings import Outside, Setting
from tests.drivers_onvif.onvifsite import ESTATE, target
from tests.labsite import LabSite

#: Every setting that a driver may read, those that no control asks for yet as well.
SETTINGS = tuple(cls.__name__.lower() for cls in get_args(Setting) if cls is not Outside)
CAM, OLD = devices.CAM.name, devices.OLD.name
SPECS = {spec.name: spec for spec in devices.DEVICES}
HEAD = """\
site: mixed-site
systems:
  - name: main
    purpose: Deter and investigate anti-social behaviour in shared areas
    installed: 2026-10-01
    accounts:
      - {name: root, role: administrator, devices: [axis-old]}
      - {name: vms, role: viewer, devices: [axis-cam]}
devices:
"""
ROW = (
    '  - {{name: {name}, system: main, role: camera, driver: axis, address: "{address}", secret: {secret}, '
    "ports: {{rtsp: {rtsp}}}, views: Stairs}}\n"
)


def write_estate(folder: Path, addresses: dict[str, str], rtsp: dict[str, int]) -> None:
    """The lab's estate with these cameras, by name and address."""
    make(folder)
    (folder / "inventory" / "estate.yml").write_text(ESTATE)
    sites = folder / "inventory" / "sites"
    for file in sites.glob("*.yml"):
        file.unlink()
    rows = (
        ROW.format(name=name.partition("/")[2], address=address, secret=name, rtsp=rtsp.get(name, 9))
        for name, address in addresses.items()
    )
    (sites / "mixed-site.yml").write_text(HEAD + "".join(rows))


@contextmanager
def running(folder: Path, specs: Sequence[DeviceSpec] = devices.DEVICES) -> Iterator[LabSite]:
    """The cameras and their estate, with the passwords in the environment."""
    estate = folder / "estate"
    with Lab(specs, folder=folder / "lab", port=0) as lab:
        write_estate(
            estate,
            {spec.name: lab.address(spec.name) for spec in specs},
            {spec.name: lab.port(spec.name, "rtsp") for spec in specs},
        )
        environment = {variable(spec.name): f"admin:{spec.passwords['admin']}" for spec in specs}
        environment["XDG_CONFIG_HOME"] = str(folder / "config")
        with patch.dict(os.environ, environment):
            yield LabSite(estate, lab, environment)


@contextmanager
def session(address: str, password: str, user: str = "admin") -> Iterator[Session]:
    """A session of the driver, nothing sent yet."""
    found = Session(target(address, user, password))
    try:
        yield found
    finally:
        found.close()
