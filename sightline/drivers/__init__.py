"""One folder per make: `session.py` logs in, gets and puts; one file per setting reads and writes it.

The folder's name is the driver's name in the inventory. There is no list to extend.
"""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sightline.drivers.pictures import Wish
from sightline.errors import Unsupported
from sightline.settings import Setting
from sightline.wire.http import Counts, Endpoint, Limits


@dataclass(frozen=True, kw_only=True)
class AudioSetting:
    """Where a recorder's own program keeps its switch for sound: `key = off` in `file`, read when `unit` starts."""

    file: str
    key: str
    off: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class HostSide:
    """What the inventory says of a host that is reached by SSH. `recordings` and `exports` are folders on it.

    `known_hosts` holds the estate's pinned host keys; with a `key_file` no password is sent.
    """

    key_file: Path | None = None
    known_hosts: Path | None = None
    sudo: bool = False
    recordings: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    audio: AudioSetting | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a driver is told of a device. `timezone` is the estate's: device clocks speak local time. `views` says of
    which channels a picture is taken."""

    endpoint: Endpoint
    user: str
    password: str = field(repr=False)
    timezone: ZoneInfo
    limits: Limits = field(default_factory=Limits)
    host: HostSide = field(default_factory=HostSide)
    views: Wish = field(default_factory=Wish)


@dataclass(frozen=True, kw_only=True)
class StreamPath:
    """Where a stream is asked for by RTSP. `path` begins with a slash; `port` is the device's own word, or None."""

    channel: str
    stream: str
    path: str
    port: int | None = None


@dataclass(frozen=True, kw_only=True)
class OwnLog:
    """Entries of a device's own log, as it gave them, in its words.

    `next` is where the next reading begins; `more` is True where the device has more than were read.
    """

    entries: tuple[dict[str, Any], ...]
    next: str
    more: bool


class Session(Protocol):
    """One login to one device. Reads may come from the run's cache until `forget` or a write."""

    counts: Counts

    def forget(self) -> None:
        """Drops what was read before."""

    def close(self) -> None:
        """Logs out where the make asks for it, and closes."""


def names() -> tuple[str, ...]:
    """Every driver that is there."""
    folder = Path(__file__).parent
    return tuple(sorted(path.parent.name for path in folder.glob("*/session.py")))


def open_session(driver: str, target: Target) -> Session:
    """A session of that make. Nothing is sent yet. `driver` must be one of `names()`."""
    if driver not in names():
        raise LookupError(f"unknown driver {driver!r}; known: {', '.join(names())}")
    session: Session = import_module(f"sightline.drivers.{driver}.session").Session(target)
    return session


def read(driver: str, session: Session, setting: str) -> Setting:
    """The setting as the device gives it; raises a DeviceError."""
    found: Setting = _module(driver, setting).read(session)
    return found


def write(driver: str, session: Session, setting: str, found: Any, wanted: Any) -> None:
    """Brings the device from `found` to `wanted`; the caller reads back."""
    module = _module(driver, setting)
    if not hasattr(module, "write"):
        raise Unsupported(f"{setting} can only be read on this make")
    module.write(session, found, wanted)


def lets_sound_in(driver: str) -> bool:
    """True for a make whose driver may turn sound on, for an exception that acts; others only ever take it out."""
    if "audio" in import_module(f"sightline.drivers.{driver}").UNSUPPORTED:
        return False
    return getattr(import_module(f"sightline.drivers.{driver}.audio"), "LETS_SOUND_IN", False) is True


def stream_paths(driver: str, session: Session) -> tuple[StreamPath, ...]:
    """The streams that a probe from outside may ask for; none where the make's folder has no `streams.py`."""
    if not (Path(__file__).parent / driver / "streams.py").exists():
        return ()
    found: tuple[StreamPath, ...] = import_module(f"sightline.drivers.{driver}.streams").paths(session)
    return found


def own_log(driver: str, session: Session, since: str) -> OwnLog:
    """The device's own log from a position on ("": as far back as the make's folder says). Raises a DeviceError."""
    if not (Path(__file__).parent / driver / "ownlog.py").exists():
        raise Unsupported("no confirmed call gives the entries of this make's own log, so it is not pulled")
    found: OwnLog = import_module(f"sightline.drivers.{driver}.ownlog").read(session, since)
    return found


def _module(driver: str, setting: str) -> Any:
    reasons: dict[str, str] = import_module(f"sightline.drivers.{driver}").UNSUPPORTED
    if setting in reasons:
        raise Unsupported(reasons[setting])
    return import_module(f"sightline.drivers.{driver}.{setting}")
