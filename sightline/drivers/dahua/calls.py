"""What is asked of a device, and its answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sightline.drivers.dahua.values import Tree


@dataclass(frozen=True)
class Call:
    """A method by RPC2's name, `magicBox.getVendor`; for a table, its name."""

    method: str
    name: str = ""
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def sent(self) -> dict[str, Any] | None:
        """The parameters as they go out."""
        return {"name": self.name} if self.name else dict(self.params) or None

    @property
    def words(self) -> str:
        """For a message."""
        return f"{self.method} {self.name}".strip()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`result` is true, or a handle; `at` is when it was true, `round_trip_seconds` how long it took."""

    result: Any
    params: Tree
    at: datetime
    round_trip_seconds: float


def table(name: str) -> Call:
    """A table of the configuration."""
    return Call("configManager.getConfig", name)


MEMBERS = Call("configManager.getMemberNames", params=(("name", ""),))
TIME = Call("global.getCurrentTime")
TYPE, SERIAL = Call("magicBox.getDeviceType"), Call("magicBox.getSerialNo")
SYSTEM, CLASS = Call("magicBox.getSystemInfo"), Call("magicBox.getDeviceClass")
VERSION, VENDOR = Call("magicBox.getSoftwareVersion"), Call("magicBox.getVendor")
NAME = Call("magicBox.getMachineName")
USERS, SCAN = Call("userManager.getUserInfoAll"), Call("SecurityScan.getReport")
DISKS, RECORDING = Call("StorageDeviceManager.getDeviceInfos"), Call("recordManager.getStateAll")
CAMERAS = Call("LogicDeviceManager.getCameraState", params=(("uniqueChannels", (-1,)),))
#: The tables that this driver knows; the device's own list says which it has.
TABLES = (
    *("General", "NTP", "Encode", "ChannelTitle", "VideoWidget", "PrivacyMasking"),
    *("StorageGlobal", "StorageGroup", "Record", "RecordMode", "RemoteDevice"),
    *("UPnP", "T2UServer", "VSP_PaaS", "VSP_GENETEC", "VSP_GAYS", "VSP_ONVIF", "Telnet", "SSHD", "NAS", "SNMP"),
    *("Bonjour", "DeviceDiscovery", "DDNS", "Multicast", "Https", "RTSP"),
    *("VideoAnalyseRule", "SmartMotionDetect", "BlindDetect", "MovedDetect", "LossDetect"),
)
