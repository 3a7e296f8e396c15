"""The lab's Hanwha devices as tests use them: servers on free ports, and an estate of these two."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from sightline import drivers
from sightline.drivers.hanwha.session import Session
from sightline.estate.load import variable
from sightline.lab import Lab
from sightline.lab.hanwha.devices import CAMERA, DEVICES, RECORDER
from sightline.runs.lab import make
from sightline.wire.http import Endpoint, Limits
from tests.drivers_onvif.onvifsite import ESTATE
from tests.labsite import LabSite

CAM, NVR = CAMERA.name, RECORDER.name
PASSWORDS = {spec.name: spec.passwords["admin"] for spec in DEVICES}


@contextmanager
def running(folder: Path) -> Iterator[LabSite]:
    """Both devices and their estate, with the passwords in the environment."""
    estate = folder / "estate"
    with Lab(DEVICES, folder=folder / "lab", port=0) as lab:
        _write_estate(estate, {spec.name: lab.address(spec.name) for spec in DEVICES}, lab)
        environment = {variable(name): f"admin:{password}" for name, password in PASSWORDS.items()}
        environment["XDG_CONFIG_HOME"] = str(folder / "config")
        with patch.dict(os.environ, environment):
            yield LabSite(estate, lab, environment)


def _write_estate(folder: Path, addresses: Mapping[str, str], lab: Lab) -> None:
    """The lab's mixed site without the other makes, at the ports that were free."""
    make(folder)
    (folder / "inventory" / "estate.yml").write_text(ESTATE)
    sites = folder / "inventory" / "sites"
    mixed: dict[str, Any] = yaml.safe_load((sites / "mixed-site.yml").read_text())
    own = {name.partition("/")[2]: name for name in addresses}
    mixed["devices"] = [
        {**one, "address": addresses[own[one["name"]]], "ports": _ports(lab, own[one["name"]], one["ports"])}
        for one in mixed["devices"]
        if one["name"] in own
    ]
    for system in mixed["systems"]:
        system["accounts"] = [one for one in system["accounts"] if own.keys() & set(one["devices"])]
    for file in sites.glob("*.yml"):
        file.unlink()
    (sites / "mixed-site.yml").write_text(yaml.safe_dump(mixed))


def _ports(lab: Lab, name: str, listed: Mapping[str, int]) -> dict[str, int]:
    return {service: lab.port(name, service) for service in listed}


def target(address: str, user: str = "admin", password: str = PASSWORDS[CAM]) -> drivers.Target:
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
def session(site: LabSite, name: str, user: str = "admin", password: str = "") -> Iterator[Session]:
    """A session of the driver, nothing sent yet."""
    found = Session(target(site.lab.address(name), user, password or PASSWORDS[name]))
    try:
        yield found
    finally:
        found.close()
