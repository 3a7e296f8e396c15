"""Looks at a device from outside: its ports, and its streams with and without a login (design, section 6)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import gevent

from sightline.drivers import StreamPath
from sightline.errors import DeviceError, LoginRefused, Unreachable
from sightline.estate.model import Device
from sightline.settings import Maybe, Outside, Sighting, Unread
from sightline.wire.probes import PROBES, Answer, Answered, Probe, Shut
from sightline.wire.rtsp import Description, Login, describe, shown

RTSP = 554
Refused = Callable[[DeviceError], object]
NOT_PROBED = Unread("not probed: its address has no usual port, and the inventory gives no `ports` for it")
NO_STREAM = Unread("not probed: the driver names no stream of it")
#: A port that left so many streams in a row without an answer is asked for no more: a recorder has a hundred.
PATIENCE, GIVEN_UP = 2, Unread("not probed: the port gave no answer for the streams before")


@dataclass
class Look:
    """One look at one device: the ports at once, in greenlets of their own; the streams when the driver knows them.

    A silent port is waited for `seconds`.
    """

    device: Device
    seconds: float
    _asked: list[tuple[Probe, str, int, "gevent.Greenlet[..., Answer]"]] = field(default_factory=list)
    _started: bool = False

    def start(self) -> None:
        """Asks the ports. Nothing is waited for, no login is sent."""
        if self._started:
            return
        self._started = True
        for service, probes in PROBES.items():
            for place, probe in enumerate(probes):
                port = self._port(service if place == 0 else "", probe.default_port)
                if port is not None:
                    asked = gevent.spawn(probe.ask, self.device.address.host, port, seconds=self.seconds)
                    self._asked.append((probe, service, port, asked))

    def ports(self) -> list[Sighting]:
        """What the ports answered, and those that were not asked."""
        self.start()
        seen = [_sighting(probe, service, port, asked.get()) for probe, service, port, asked in self._asked]
        there = {one.about for one in seen}
        return seen + [
            Sighting(witness=probes[0].kind, about=service, seen=NOT_PROBED)
            for service, probes in PROBES.items()
            if service not in there
        ]

    def whole(self, ask: Callable[[], tuple[Sequence[StreamPath], Login | None]], refused: Refused) -> Outside:
        """Ports and streams. `ask` gives the streams, and the login that the device took; `refused` is told of one."""
        seen = _no_streams(NOT_PROBED)
        if self._port("rtsp", RTSP) is not None:
            try:
                paths, login = ask()
                seen = self._streams(paths, login, refused) or _no_streams(NO_STREAM)
            except DeviceError as problem:
                refused(problem)
                seen = _no_streams(Unread(str(problem)))
        return Outside(sightings=(*self.ports(), *seen))

    def _streams(self, paths: Sequence[StreamPath], login: Login | None, refused: Refused) -> list[Sighting]:
        """Two sightings a stream: open to everybody, sound offered. After any error the login is sent no more."""
        seen: list[Sighting] = []
        silent: dict[int, int] = {}
        for path in paths:
            port = self._port("rtsp", path.port or RTSP)
            if port is None:
                continue
            witness = f"RTSP on tcp/{port}{shown(path.path)}"
            if silent.get(port, 0) >= PATIENCE:
                seen += _both(path, witness, GIVEN_UP, GIVEN_UP)
                continue
            try:
                said = describe(self.device.address.host, port, path.path, login=login)
            except DeviceError as problem:
                login = None  # nobody knows whether the device counted a try
                if isinstance(problem, LoginRefused):
                    refused(problem)
                silent[port] = silent.get(port, 0) + 1 if isinstance(problem, Unreachable) else 0
                seen += _both(path, witness, Unread(str(problem)), Unread(str(problem)))
                continue
            silent[port] = 0
            seen += _both(path, witness, _open(said), _sound(said))
        return seen

    def close(self) -> None:
        """Waits for no port any more."""
        gevent.killall([asked for *_, asked in self._asked], block=False)

    def _port(self, service: str, default: int) -> int | None:
        """The inventory's port, or the usual one where the address is the device's own."""
        own = self.device.address.default_port
        return self.device.ports.get(service) or (default if own else None)


def _sighting(probe: Probe, service: str, port: int, answer: Answer) -> Sighting:
    """A TCP port that is open is not shut, whatever it speaks; a UDP port counts where the service itself answers."""
    witness = f"{probe.kind} on {probe.transport}/{port}"
    seen: Maybe[bool]
    if isinstance(answer, Answered):
        there = answer.spoke or probe.transport == "tcp"
        seen = True if there else Unread(answer.detail)
    else:
        seen = False if isinstance(answer, Shut) else Unread(answer.why)
    return Sighting(witness=witness, about=service, seen=seen)


def unseen(why: Unread) -> Outside:
    """A look that came to no end: each of its witnesses is silent, and named."""
    ports = [Sighting(witness=probes[0].kind, about=service, seen=why) for service, probes in PROBES.items()]
    return Outside(sightings=(*ports, *_no_streams(why)))


def _no_streams(why: Unread) -> list[Sighting]:
    return [Sighting(witness="RTSP", about=about, seen=why) for about in ("anonymous-view", "audio")]


def _both(path: StreamPath, witness: str, view: Maybe[bool], sound: Maybe[bool]) -> list[Sighting]:
    return [
        Sighting(witness=witness, about="anonymous-view", seen=view, channel=path.channel, stream=path.stream),
        Sighting(witness=witness, about="audio", seen=sound, channel=path.channel, stream=path.stream),
    ]


def _open(said: Description) -> Maybe[bool]:
    if said.access in ("open", "protected"):
        return said.access == "open"
    return Unread(said.why)


def _sound(said: Description) -> Maybe[bool]:
    return Unread(said.why) if said.audio is None else said.audio
