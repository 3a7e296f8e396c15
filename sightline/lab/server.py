"""Runs simulated devices in a thread of their own, each on its own 127.x address."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import cast

from sightline.lab import certificate
from sightline.lab.device import LabError, SimulatedDevice
from sightline.lab.http import Host, serve
from sightline.lab.ports import Ports, unavailable
from sightline.lab.spec import DeviceSpec

START_SECONDS = 10
BACKLOG = 128


@dataclass(frozen=True)
class Door:
    """One listening socket and what stands behind it; `tls` is asked for each connection anew."""

    name: str
    address: str
    port: int
    host: Host
    tls: Callable[[], ssl.SSLContext] | None = None


def build(spec: DeviceSpec) -> SimulatedDevice:
    """The make's `sightline.lab.<make>.device.Device`."""
    return cast(SimulatedDevice, import_module(f"sightline.lab.{spec.make}.device").Device(spec))


class Lab:
    """`with Lab(SITE, folder=path, port=0) as lab:` runs the devices, each on a free port of its address; without
    `port` on the ports of their specs. `folder` keeps the certificates. Leaving the block ends every connection."""

    def __init__(self, specs: Sequence[DeviceSpec], *, folder: Path, port: int | None = None) -> None:
        self._folder = folder
        self._port = port
        self._devices = {spec.name: build(spec) for spec in specs}
        self._more: list[Door] = []
        self._bound: dict[str, int] = {}
        self._ports = {name: Ports(device) for name, device in self._devices.items() if device.spec.ports}
        self._numbers: dict[str, dict[str, int]] = {}
        self._loop = asyncio.new_event_loop()
        self._ended: asyncio.Event | None = None
        self._started = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="sightline-lab", daemon=True)
        for device in self._devices.values():
            for channel, name in device.spec.behind.items():
                if name in self._devices:
                    device.linked[channel] = self._devices[name]

    def __getitem__(self, name: str) -> SimulatedDevice:
        return self._devices[name]

    def __iter__(self) -> Iterator[SimulatedDevice]:
        return iter(self._devices.values())

    def address(self, name: str) -> str:
        """The URL that the device really answers at, without a trailing slash."""
        spec = self._devices[name].spec
        return f"{'https' if spec.tls else 'http'}://{spec.host}:{self._bound[name]}"

    def port(self, name: str, service: str) -> int:
        """The port that the device really has for one of its spec's `ports`."""
        return self._numbers[name][service]

    def __enter__(self) -> "Lab":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def also_serve(self, name: str, address: str, port: int, host: Host) -> None:
        """Something beside the devices, over plain HTTP; before `start`."""
        self._more.append(Door(name, address, port, host))

    def start(self) -> None:
        """Returns when every device listens; LabError names the address that could not be had."""
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise LabError(f"the lab did not listen within {START_SECONDS} s")
        if self._failure is not None:
            self._thread.join()
            raise LabError(str(self._failure)) from self._failure

    def settle(self) -> None:
        """Returns when each port follows its device's switches as they stand now."""

        async def settled() -> None:
            for ports in self._ports.values():
                ports.settle()

        asyncio.run_coroutine_threadsafe(settled(), self._loop).result(START_SECONDS)

    def stop(self) -> None:
        if self._thread.is_alive() and self._ended is not None:
            self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        servers = []
        try:
            for door in self._doors():
                servers.append(await self._listen(door))
            for name, ports in self._ports.items():
                free = self._port is not None
                self._numbers[name] = await ports.open(self._devices[name].spec, free=free)
        except (LabError, OSError, ValueError) as error:
            self._failure = error
            self._ended.set()
        self._started.set()
        keeping = [asyncio.create_task(ports.keep()) for ports in self._ports.values()]
        await self._ended.wait()
        for task in keeping:
            task.cancel()
        for server in servers:
            server.close()
        for ports in self._ports.values():
            ports.close()
        await _hang_up()

    def _doors(self) -> Iterator[Door]:
        for device in self._devices.values():
            spec = device.spec
            port = spec.port if self._port is None else self._port
            tls = self._tls(device) if spec.tls else None
            yield Door(spec.name, spec.host, port, self._ports.get(spec.name, device), tls)
        yield from self._more

    async def _listen(self, door: Door) -> asyncio.Server:
        if not door.address.startswith("127."):
            raise LabError(f"{door.name}: the lab binds to 127.x addresses only, not {door.address}")

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                if door.tls is not None and not door.host.faults.dead:
                    await writer.start_tls(door.tls())
                await serve(reader, writer, door.host)
            except (OSError, asyncio.CancelledError):
                writer.transport.abort()

        try:
            server = await asyncio.start_server(connected, door.address, door.port, backlog=BACKLOG)
        except OSError as error:
            raise unavailable(door.name, door.address, door.port, error) from error
        self._bound[door.name] = server.sockets[0].getsockname()[1]
        return server

    def _tls(self, device: SimulatedDevice) -> Callable[[], ssl.SSLContext]:
        name, host = device.spec.name, device.spec.host
        usual = certificate.context(self._folder, name, host)
        other = certificate.context(self._folder, f"{name}.other", host)
        return lambda: other if device.switches.new_certificate else usual


async def _hang_up() -> None:
    """Ends every connection of this loop, and lets their transports close."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
