"""The ports beside a device's web interface: open, or answering, exactly while the device offers the service."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, runtime_checkable

from sightline.lab import streams
from sightline.lab.device import LabError, Switches
from sightline.lab.http import Faults, Host, Request, Response
from sightline.lab.spec import DeviceSpec

SETTLE_SECONDS = 0.02
BACKLOG = 16
#: IAC DO TERMINAL-TYPE, IAC WILL ECHO, and a prompt (RFC 854). No login is ever read.
PROMPT = b"\xff\xfd\x18\xff\xfb\x01\r\n(none) login: "


class Outside(Protocol):
    """What a make's device answers beside its web interface; services by the names of site files."""

    def offers(self, service: str) -> bool:
        """Is the service on, by the device's own state?"""

    def replies(self, service: str, datagram: bytes) -> bytes | None:
        """What it says to a datagram, while the service is on."""

    def admits(self, request: Request) -> Response | None:
        """None if the login of this RTSP request is right; else the refusal, whose headers are the challenges."""

    def hears(self, path: str) -> bool | None:
        """Whether the stream at this RTSP path, and query, carries sound; None where there is no such stream."""


@runtime_checkable
class Answering(Protocol):
    """A device that has such ports."""

    spec: DeviceSpec
    switches: Switches
    outside: Outside


def unavailable(name: str, address: str, port: int, error: OSError) -> LabError:
    why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"can't be had: {error.strerror}"
    return LabError(f"{name}: {address}:{port} {why}")


class TcpPort:
    """Bound at all times, so that its number stays its own, and listening while the service is on."""

    def __init__(self, device: Answering, service: str, serve: "Serve", port: int) -> None:
        self._device, self._service, self._serve = device, service, serve
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listens = False
        self._sock = self._bound(port)
        self.port: int = self._sock.getsockname()[1]
        self.settle()

    def settle(self) -> None:
        hidden = self._service == "telnet" and self._device.switches.hidden_telnet
        wanted = hidden or self._device.outside.offers(self._service)
        if wanted and not self._listens:
            self._sock.listen(BACKLOG)
            self._loop.add_reader(self._sock, self._accept)
        elif self._listens and not wanted:
            self.close()
            self._sock = self._bound(self.port)
        self._listens = wanted

    def close(self) -> None:
        self._loop.remove_reader(self._sock)
        self._sock.close()

    def _bound(self, port: int) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)
        try:
            sock.bind((self._device.spec.host, port))
        except OSError:
            sock.close()
            raise
        return sock

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            task = self._loop.create_task(self._connected(self._sock.accept()[0]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _connected(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection)
        try:
            if not self._device.switches.dead:
                await self._serve(reader, writer, self._device)
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()


class UdpPort(asyncio.DatagramProtocol):
    """Silent while the service is off, the device dead, or hanging."""

    def __init__(self, device: Answering, service: str) -> None:
        self._device, self._service = device, service

    async def bind(self, port: int) -> None:
        local = (self._device.spec.host, port)
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=local)
        self.port: int = self._transport.get_extra_info("sockname")[1]

    def settle(self) -> None:
        """Whether to answer is looked at with each datagram."""

    def close(self) -> None:
        self._transport.close()

    def datagram_received(self, data: bytes, address: tuple[str | Any, int]) -> None:
        outside, faults = self._device.outside, self._device.switches
        if faults.dead or faults.hang or not outside.offers(self._service):
            return
        said = outside.replies(self._service, data)
        if said is not None:
            self._transport.sendto(said, address)


async def _telnet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, device: Answering) -> None:
    if not device.switches.hang:
        writer.write(PROMPT)
    while await reader.read(512):
        pass


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, Answering], Awaitable[None]]
TCP: dict[str, Serve] = {"rtsp": streams.serve, "telnet": _telnet}
UDP = ("upnp", "discovery")


class Ports:
    """All of one device's. As the host of its web interface it stands before the device: what a request changed is
    so at each port before the reply goes out."""

    def __init__(self, device: Host) -> None:
        self._device = device
        self._open: dict[str, TcpPort | UdpPort] = {}

    @property
    def faults(self) -> Faults:
        return self._device.faults

    @property
    def listening(self) -> bool:
        return self._device.listening

    def handle(self, request: Request) -> Response:
        said = self._device.handle(request)
        self.settle()
        return said

    async def open(self, spec: DeviceSpec, *, free: bool) -> dict[str, int]:
        """The numbers by service; `free` takes any instead of the spec's."""
        for service, number in spec.ports.items():
            if not isinstance(self._device, Answering) or service not in (*TCP, *UDP):
                raise LabError(f"{spec.name}: the lab has no port for {service!r} of the make {spec.make}")
            port = 0 if free else number
            try:
                self._open[service] = await self._opened(self._device, service, port)
            except OSError as error:
                raise unavailable(f"{spec.name}, {service}", spec.host, port, error) from error
        return {service: one.port for service, one in self._open.items()}

    async def _opened(self, device: Answering, service: str, port: int) -> TcpPort | UdpPort:
        if service in TCP:
            return TcpPort(device, service, TCP[service], port)
        one = UdpPort(device, service)
        await one.bind(port)
        return one

    def settle(self) -> None:
        for one in self._open.values():
            one.settle()

    async def keep(self) -> None:
        """Follows what changes without a request: a switch, a reset."""
        while True:
            self.settle()
            await asyncio.sleep(SETTLE_SECONDS)

    def close(self) -> None:
        for one in self._open.values():
            one.close()
