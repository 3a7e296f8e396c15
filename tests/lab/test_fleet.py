"""A fleet for benchmarks: many devices, each with an address and a serial number of its own."""

from pathlib import Path

from sightline.lab import Lab, SimulatedDevice, fleet
from sightline.lab.hikvision.device import Device
from sightline.lab.hikvision.devices import NVR_1
from tests.lab.client import Client


def test_each_device_is_another(tmp_path: Path) -> None:
    specs = fleet(300)
    assert len({spec.host for spec in specs}) == len({spec.serial for spec in specs}) == 300
    with Lab(specs[:6], folder=tmp_path, port=0) as lab:
        last = Client(lab.address("fleet/d0006"), "admin", "Lab-nvr-2026")
        assert last.get("System/deviceInfo").value("serialNumber") == specs[5].serial
        assert len(list(lab)) == 6


def test_a_hikvision_device_has_the_face_that_the_lab_asks_for() -> None:
    device: SimulatedDevice = Device(NVR_1)
    assert device.listening
