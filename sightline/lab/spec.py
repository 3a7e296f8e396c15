"""One simulated device as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class DeviceSpec:
    """One simulated device as it stands before anybody has put it right.

    `clock_fast_seconds` is how far its clock is ahead. `footage_days` is what it holds, and all that its disk can hold.
    `behind` names, for a recorder's channel, the lab device that it shows; `channel_passwords` is what the recorder
    logs in to that device with. `ports` are those beside its web interface: `rtsp`, `telnet`, `upnp`, `discovery`.
    """

    name: str
    make: str
    kind: Literal["recorder", "camera"]
    recording: str
    host: str
    port: int
    passwords: Mapping[str, str]
    tls: bool = False
    serial: str = ""
    realm: str = "DVRNVRDVS"
    algorithms: tuple[str, ...] = ("MD5",)
    clock_fast_seconds: int = 0
    footage_days: float = 30
    tracks: tuple[int, ...] = (101,)
    behind: Mapping[int, str] = field(default_factory=dict)
    channel_passwords: Mapping[int, str] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=dict)
