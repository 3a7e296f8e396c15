"""A driver without a device: it gives what it is told to, and notes what it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.bridge.begin import begin
from sightline.bridge.link import Link
from sightline.bridge.work import Options, Work
from sightline.settings import Clock, Identity, Setting
from sightline.wire.http import Counts
from tests.drivers.onesite import write as write_estate

BOX = Identity(vendor="x", model="m", serial="S-1", firmware="1", name="", kind="recorder")
CLOCK = Clock(source="manual", servers=(), offset_seconds=0.0, time_zone="")
#: What to write where the clock is `CLOCK`.
NTP = {"source": "ntp", "servers": ["a"], "offset_seconds": 0.0, "time_zone": ""}


@dataclass
class Fake:
    """`answers` are settings by name, or what is raised; `asked` are the reads and writes in their order."""

    folder: Path
    answers: dict[str, Any] = field(default_factory=lambda: {"identity": BOX})
    asked: list[str] = field(default_factory=list)
    counts: Counts = field(default_factory=lambda: Counts(requests=1, logins=1))
    on_write: Callable[[Any, Any], None] | None = None
    closed: int = 0
    forgotten: int = 0
    sessions: int = 0

    def open(self, driver: str, target: drivers.Target) -> "Fake":
        self.sessions += 1
        return self

    def read(self, driver: str, session: Any, setting: str) -> Setting:
        self.asked.append(f"read {setting}")
        answer = self.answers[setting]
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            answer = answer()
        found: Setting = answer
        return found

    def write(self, driver: str, session: Any, setting: str, found: Any, wanted: Any) -> None:
        self.asked.append(f"write {setting}")
        if self.on_write is not None:
            self.on_write(found, wanted)
        else:
            self.answers[setting] = wanted

    def forget(self) -> None:
        self.forgotten += 1

    def close(self) -> None:
        self.closed += 1

    def work(self, **options: Any) -> Work:
        """A new run."""
        return begin(self.folder, verb="test", options=Options(**options))

    def link(self, work: Work | None = None, **options: Any) -> Link:
        """A link to the one device, in a run of its own where none is given."""
        work = work or self.work(**options)
        return Link(work, work.estate.devices[0])


def install(folder: Path, patch: pytest.MonkeyPatch) -> Fake:
    """An estate of one device behind the fake driver."""
    fake = Fake(write_estate(folder / "estate", role="recorder", port=9))
    patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    patch.setenv("SIGHTLINE_SECRET_COURT_BOX", "admin:Open-Sesame-7")
    patch.setattr(drivers, "open_session", fake.open)
    patch.setattr(drivers, "read", fake.read)
    patch.setattr(drivers, "write", fake.write)
    return fake
