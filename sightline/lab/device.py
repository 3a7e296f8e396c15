"""What every simulated device has, whatever its make: faults that can be switched on, and counters that can be read."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol

from sightline.lab.http import Host
from sightline.lab.spec import DeviceSpec


class LabError(RuntimeError):
    """The lab can't do what it was asked; the text says what to change."""


@dataclass
class Switches:
    """Faults of one device; all off at the start, each may be set while the device runs.

    Of the wire: `slow` seconds before each reply, `dead` closes each connection unread, `hang` accepts and never
    answers, `half` sends half a body under its full Content-Length, `truncated` sends half a body under a Content-
    Length that fits, `new_certificate` shows another certificate on each new connection. But for `dead`, the request
    was obeyed all the same.
    Of the device: `wrong_type` answers a page of HTML, `ignore_writes` says OK and keeps the old, `needs_reboot`
    shows a write only after a reboot, `locked_out` refuses every login, `swapped` has another serial number,
    `refuse_put` answers 403 without a body, `busy` answers 403 "Device Busy", `old_search` fails on a search that
    starts before 2023, and `nonce_uses` (0: without end) is how many requests one digest nonce is good for.
    Of its pictures (scene.py): `blank` shows one colour, `covered` the inside of a cap, `moved` a fifth further to the
    right, and `blurred` all of it out of focus.
    Of its other ports: `hidden_audio` offers sound in each stream whatever the device says, `hidden_telnet` listens
    whatever it says, and `open_streams` describes streams without a login.
    """

    slow: float = 0.0
    dead: bool = False
    hang: bool = False
    half: bool = False
    truncated: bool = False
    wrong_type: bool = False
    ignore_writes: bool = False
    needs_reboot: bool = False
    locked_out: bool = False
    new_certificate: bool = False
    swapped: bool = False
    refuse_put: bool = False
    busy: bool = False
    old_search: bool = False
    nonce_uses: int = 0
    blank: bool = False
    covered: bool = False
    moved: bool = False
    blurred: bool = False
    hidden_audio: bool = False
    hidden_telnet: bool = False
    open_streams: bool = False

    def set(self, name: str, value: object) -> None:
        """As attribute assignment, for names and values that come from outside."""
        known = {entry.name: entry.type for entry in fields(self)}
        if name not in known:
            raise LabError(f"no switch {name!r}; there are {', '.join(known)}")
        wanted = type(getattr(self, name))
        right = isinstance(value, bool) if wanted is bool else isinstance(value, int | float) and value >= 0
        if not right:
            raise LabError(f"switch {name} takes a {wanted.__name__}, not {value!r}")
        setattr(self, name, value if wanted is bool else wanted(value))


@dataclass
class Counters:
    """What came in since the start.

    `credentialed` requests carried an Authorization header; `refused_logins` are those of them that got a 401, a stale
    nonce excepted. `writes` are the changes that a logged-in client asked for, also those that were refused. `logins`
    are nonces that were used with success. RTSP counts as well, but for `requests`: these are of the web interface.
    """

    requests: int = 0
    credentialed: int = 0
    refused_logins: int = 0
    logins: int = 0
    writes: list[tuple[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class SimulatedDevice(Host, Protocol):
    """The face that a make's `Device(spec)` shows to the server, to tests and to the control endpoint.

    It is not `listening` while it restarts, and once the service that the lab reaches it by was switched off.
    """

    spec: DeviceSpec
    switches: Switches
    counters: Counters
    linked: dict[int, "SimulatedDevice"]

    @property
    def clock_error_seconds(self) -> float:
        """How far its clock is ahead of the lab's."""

    def lets_in(self, user: str, password: str) -> bool:
        """Would a recorder get its picture with this login? Counts as no login."""

    def advance(self, hours: float) -> None:
        """Lives through this many hours by its own clock; a clock that follows NTP is right again at the end."""

    def reset(self) -> None:
        """Back to the start: documents, passwords, footage, clock, switches and counters."""
