"""What the lab's real recorder said: badly commissioned (`dirty.txt`), after `harden` and a reboot (`hardened.txt`)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.linux.session import Session
from sightline.errors import DeviceError, Unsupported
from sightline.settings import Setting, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.http import Counts, Endpoint, Limits
from sightline.wire.ssh import Answer

HERE = Path(__file__).parent
MARK = b"--mark--"
OWN_MARK = re.compile(r"^mark=(\S+)$", re.M)
AUDIO = drivers.AudioSetting(file="/etc/recorder.conf", key="record_audio", off="no", unit="recorder.service")
HALF = timedelta(seconds=0.05)
STATES = ("dirty", "hardened")
Found = Setting | Unread | Unsupportable


def recorded(state: str) -> bytes:
    """The whole answer to the script."""
    return (HERE / f"{state}.txt").read_bytes()


def sections(output: bytes) -> dict[str, bytes]:
    """What stands between the markers, by section."""
    found = re.findall(rb"\n--mark-- begin (\w+)\n(.*?)\n--mark-- end \1 0\n", output, re.S)
    return {name.decode(): text for name, text in found}


def joined(parts: dict[str, bytes]) -> bytes:
    """The answer again."""
    whole = [b"\n--mark-- begin %s\n%s\n--mark-- end %s 0\n" % (n.encode(), t, n.encode()) for n, t in parts.items()]
    return b"".join(whole)


def changed(output: bytes, section: str, *pairs: tuple[bytes, bytes]) -> bytes:
    """The answer with other words in one section."""
    parts = sections(output)
    for old, new in pairs:
        assert old in parts[section], old
        parts[section] = parts[section].replace(old, new)
    return joined(parts)


@dataclass
class Tape:
    """A host of which only the answer to the script is known. `late` is how far its clock is behind, in seconds."""

    output: bytes
    at: datetime
    late: float = 0.0
    counts: Counts = field(default_factory=Counts)

    def run(self, script: str, **_: Any) -> Answer:
        """The answer, under the script's own mark."""
        [mark] = OWN_MARK.findall(script)
        self.counts.requests += 1
        shift = timedelta(seconds=self.late)
        return Answer(
            status=0,
            output=self.output.replace(MARK, mark.encode()),
            errors="",
            sent=self.at + shift - HALF,
            received=self.at + shift + HALF + self._took,
        )

    def close(self) -> None:
        """There is no login to end."""

    @property
    def _took(self) -> timedelta:
        return timedelta(seconds=2)


def moment(state: str) -> datetime:
    """When it was recorded, by the host's own first stamp."""
    return datetime.fromtimestamp(float(sections(recorded(state))["start"]), UTC)


def session(output: bytes, at: datetime, *, late: float = 0.0, **host: Any) -> Session:
    """A session of the driver that plays the answer."""
    told: dict[str, Any] = {
        "sudo": True,
        "recordings": ("/srv/recordings",),
        "exports": ("/srv/exports",),
        "audio": AUDIO,
    }
    found = Session(
        drivers.Target(
            endpoint=Endpoint(scheme="ssh", host="192.0.2.9", port=22),
            user="recorder",
            password="",
            timezone=ZoneInfo("Europe/London"),
            limits=Limits(),
            host=drivers.HostSide(**(told | host)),
        )
    )
    found.ssh = Tape(output, at, late)  # type: ignore[assignment] # all that a reading needs of it
    return found


def read(of: Session, setting: str) -> Found:
    """As the engine takes it; anything but a DeviceError fails the test."""
    try:
        return drivers.read("linux", of, setting)
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except DeviceError as problem:
        return Unread(str(problem), problem.status)  # type: ignore[arg-type] # not "unsupported", that is above
