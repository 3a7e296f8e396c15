"""The lab's estates: one small site, one site with every make, and a fleet of any size for benchmarks."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from sightline.lab.hikvision.devices import ENTRANCE, NVR_1
from sightline.lab.spec import DeviceSpec

SITE: tuple[DeviceSpec, ...] = (NVR_1, ENTRANCE)


def mixed() -> tuple[DeviceSpec, ...]:
    """The devices of `mixed-site`: each make's folder has its own in `devices.py`, as `DEVICES`."""
    makes = sorted(path.parent.name for path in Path(__file__).parent.glob("*/devices.py"))
    return tuple(spec for make in makes for spec in import_module(f"sightline.lab.{make}.devices").DEVICES)


def shifted(specs: Sequence[DeviceSpec], by: int) -> tuple[DeviceSpec, ...]:
    """The same devices with every port `by` higher: a second lab beside the first."""
    ports = ({service: port + by for service, port in spec.ports.items()} for spec in specs)
    return tuple(replace(spec, port=spec.port + by, ports=own) for spec, own in zip(specs, ports, strict=True))


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
