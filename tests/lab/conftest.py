"""A lab of its own for each test, on free ports, and a client for each device."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.lab import SITE, Lab, SimulatedDevice
from tests.lab.client import ENTRANCE, NVR, Client


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(SITE, folder=tmp_path, port=0) as running:
        yield running


@pytest.fixture
def nvr(lab: Lab) -> Client:
    return Client(lab.address(NVR), "admin", "Lab-nvr-2026")


@pytest.fixture
def camera(lab: Lab) -> Client:
    return Client(lab.address(ENTRANCE), "admin", "Lab-cam-2026")


@pytest.fixture
def nvr_device(lab: Lab) -> SimulatedDevice:
    return lab[NVR]


@pytest.fixture
def camera_device(lab: Lab) -> SimulatedDevice:
    return lab[ENTRANCE]
