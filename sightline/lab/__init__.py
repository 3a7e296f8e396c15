"""Simulated devices on 127.x addresses: real sockets, real logins, recordings with state on top.

The lab imports nothing else of sightline. It is written from the reference alone, so that a driver and the device it is
tried against do not share one mistake. A make is a folder here with a `device.py` that has a class `Device`.
"""

from sightline.lab.device import Counters, LabError, SimulatedDevice, Switches
from sightline.lab.devices import SITE, fleet, mixed, shifted
from sightline.lab.server import Lab
from sightline.lab.spec import DeviceSpec

__all__ = [
    "SITE",
    "Counters",
    "DeviceSpec",
    "Lab",
    "LabError",
    "SimulatedDevice",
    "Switches",
    "fleet",
    "mixed",
    "shifted",
]
