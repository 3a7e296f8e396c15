"""The lab's Uniview devices as tests use them: servers on free ports, and an estate of these two."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from sightline.drivers.uniview.session import Session
from sightline.estate.load import variable
from sightline.lab import DeviceSpec, Lab
from sightline.lab.uniview.devices import CAMERA, DEVICES, RECORDER
from sightline.runs.lab import make
from tests.drivers_onvif.onvifsite import ESTATE, target
from tests.labsite import LabSite

CAM, NVR = CAMERA.name, RECORDER.name
HEAD = """\
site: mixed-site
systems:
  - name: main
    purpose: Deter and investigate anti-social behaviour in shared areas
    installed: 2026-10-01
    accounts:
      - {{name: videowall, role: viewer, devices: [{names}]}}
devices:
"""
ROW = (
    '  - {{name: {name}, system: main, role: {role}, driver: uniview, address: "{address}", secret: {secret}{more}}}\n'
)


def write_estate(folder: Path, addresses: dict[str, str]) -> None:
    """The lab's estate with these devices, by name and address."""
    make(folder)
    (folder / "inventory" / "estate.yml").write_text(ESTATE)
    sites = folder / "inventory" / "sites"
    for file in sites.glob("*.yml"):
        file.unlink()
    rows = ""
    for spec in DEVICES:
        if spec.name in addresses:
            name, more = spec.name.partition("/")[2], ", views: Side gate" if spec.kind == "camera" else ""
            rows += ROW.format(name=name, role=spec.kind, address=addresses[spec.name], secret=spec.name, more=more)
    (sites / "mixed-site.yml").write_text(
        HEAD.format(names=", ".join(name.partition("/")[2] for name in addresses)) + rows
    )


@contextmanager
def running(folder: Path, specs: Sequence[DeviceSpec] = DEVICES) -> Iterator[LabSite]:
    """The devices and their estate, with the passwords in the environment."""
    estate = folder / "estate"
    with Lab(specs, folder=folder / "lab", port=0) as lab:
        write_estate(estate, {spec.name: lab.address(spec.name) for spec in specs})
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
