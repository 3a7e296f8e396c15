"""The lab's devices as data: one small site, and a fleet of any size for benchmarks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class DeviceSpec:
    """One simulated device as it stands before anybody has put it right.

    `clock_fast_seconds` is how far its clock is ahead. `footage_days` is what it holds, and all that its disk can hold.
    `behind` names, for a recorder's channel, the lab device that it shows; `channel_passwords` is what the recorder
    logs in to that device with.
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


NVR_1 = DeviceSpec(
    name="riverside-court/nvr-1",
    make="hikvision",
    kind="recorder",
    recording="DS-7608NXI-K2_V4.62.210",
    host="127.77.1.5",
    port=8080,
    passwords={
        "admin": "Lab-nvr-2026",
        "evidence": "Lab-evidence-26",
        "guard": "Lab-watch-2026",
        "contractor": "Lab-works-2026",
    },
    clock_fast_seconds=11 * 60,
    footage_days=90,
    tracks=(101, 201, 301, 401),
    behind={1: "riverside-court/entrance"},
    channel_passwords={1: "Lab-link-2026"},
)

ENTRANCE = DeviceSpec(
    name="riverside-court/entrance",
    make="hikvision",
    kind="camera",
    recording="DS-2CD2346G2-ISU_V5.7.18",
    host="127.77.1.11",
    port=8443,
    tls=True,
    realm="IP Camera(FM441)",
    algorithms=("SHA-256", "MD5"),
    passwords={"admin": "Lab-cam-2026", "recorder": "Lab-link-2026"},
    footage_days=40,
)

ONVIF_CAMERA = DeviceSpec(
    name="riverside-court/lobby",
    make="onvif",
    kind="camera",
    recording="CVX-D4T_2.6.14",
    host="127.77.1.21",
    port=8080,
    realm="CVX-D4T",
    passwords={"admin": "Lab-onvif-2026", "vms": "Lab-viewer-26", "installer": "Lab-fitter-26"},
    clock_fast_seconds=7 * 60,
    footage_days=60,
)

SITE: tuple[DeviceSpec, ...] = (NVR_1, ENTRANCE)
MIXED: tuple[DeviceSpec, ...] = (*SITE, ONVIF_CAMERA)


def fleet(count: int) -> tuple[DeviceSpec, ...]:
    """`count` devices at 127.78.x.y:8080 over plain HTTP, every fifth a recorder; names are `fleet/d0001` and so on."""
    return tuple(_of_fleet(index) for index in range(count))


def _of_fleet(index: int) -> DeviceSpec:
    pattern = NVR_1 if index % 5 == 0 else ENTRANCE
    return DeviceSpec(
        name=f"fleet/d{index + 1:04}",
        make=pattern.make,
        kind=pattern.kind,
        recording=pattern.recording,
        host=f"127.78.{1 + index // 250}.{1 + index % 250}",
        port=8080,
        passwords=pattern.passwords,
        realm=pattern.realm,
        algorithms=pattern.algorithms,
        clock_fast_seconds=pattern.clock_fast_seconds,
        footage_days=pattern.footage_days,
        tracks=pattern.tracks,
        serial=f"{pattern.recording.partition('_')[0]}20260107LAB{index + 1:07}",
    )
