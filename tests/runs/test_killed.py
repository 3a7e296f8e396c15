"""A harden that is killed between any two writes: the next one completes what it left (design, section 5, rule 9)."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sightline.lab import SimulatedDevice
from sightline.lab.hikvision.verbs import is_write
from sightline.lab.http import Request, Response
from sightline.records.audit import store
from sightline.records.audit.proof import judge
from sightline.records.journal import entries
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite, left

pytestmark = pytest.mark.thorough

#: Writes that a whole harden makes on each lab device; the first test holds these numbers.
CAMERA_WRITES, NVR_WRITES = 27, 29
#: A recorder only reads back what stands in the picture of a camera that the inventory has.
LEFT = {"oldest-recording", "overlay"}


@dataclass
class Killer:
    """Kills a process when a device has obeyed so many writes, before it can answer the last; 0: before the first."""

    device: SimulatedDevice
    writes: int
    pid: int = 0
    killed: bool = field(default=False)

    def __post_init__(self) -> None:
        self._handle = self.device.handle
        self.device.handle = self.handle  # type: ignore[method-assign]

    def handle(self, request: Request) -> Response:
        """The device's own, and the kill at its moment."""
        if self.writes == 0 and is_write(request.method, request.path.removeprefix("/ISAPI/")):
            self._kill()
        answer = self._handle(request)
        if self.writes and len(self.device.counters.writes) >= self.writes:
            self._kill()
        return answer

    def _kill(self) -> None:
        if not self.killed:
            self.killed = True
            os.kill(self.pid, signal.SIGKILL)

    def began(self, pid: int) -> None:
        """The process that will be killed."""
        self.pid = pid

    def off(self) -> None:
        """Back to the device as it is."""
        self.device.handle = self._handle  # type: ignore[method-assign]


def test_the_numbers_of_writes_that_the_kills_go_through(site: LabSite) -> None:
    site.harden(CAMERA, accounts=True)
    assert len(site.device(CAMERA).counters.writes) == CAMERA_WRITES
    site.device(CAMERA).reset()
    site.harden(NVR, accounts=True)
    assert len(site.device(NVR).counters.writes) == NVR_WRITES


def killed(site: LabSite, sightline: Quick, device: str, writes: int) -> list[dict[str, Any]]:
    """Runs harden on the device, kills it at that write, and gives the journal that it left."""
    killer = Killer(site.device(device), writes)
    words = ["--estate", str(site.folder), "harden", device, "--yes", "--accounts"]
    ended = sightline(*words, environment=site.environment, started=killer.began)
    killer.off()
    assert killer.killed
    assert ended.status == -signal.SIGKILL
    (run,) = (site.folder / ".sightline" / "runs").glob("*-harden-*")
    assert not (run / "report.json").exists()
    journal = entries(run / "journal.jsonl")
    assert writes_of_the_chain(site) == [one["setting"] for one in journal if one["event"] == "write"]
    return journal


def writes_of_the_chain(site: LabSite) -> list[str]:
    """The settings that the audit chain says were written, in their order; it must hang together."""
    chain = site.begin().chain
    with chain.database.reading() as connection:
        found = [str(one.what["setting"]) for one in store.entries(connection, store.Filter(event="write"))]
    assert judge(chain).flaw is None
    chain.close()
    return found


def completes(site: LabSite, device: str) -> None:
    """The next harden, which the locks of the dead do not keep out."""
    after = site.harden(device, accounts=True)
    assert site.said == []
    assert left(after[device]) <= LEFT
    assert after[device].state == "checked"


def names_its_last_write(journal: list[dict[str, Any]], device: str) -> None:
    """What was under way when it died can be told from the journal."""
    assert journal[0]["event"] == "run"
    began = [one for one in journal if one["event"] == "write"]
    ended = [one for one in journal if one["event"] in ("written", "write-failed")]
    assert len(began) == len(ended) + 1
    assert (began[-1]["device"], journal[-1]) == (device, began[-1])
    assert began[-1].keys() >= {"setting", "before", "wanted", "at"}


@pytest.mark.parametrize("writes", range(CAMERA_WRITES + 1))
def test_a_camera(site: LabSite, sightline: Quick, writes: int) -> None:
    names_its_last_write(killed(site, sightline, CAMERA, writes), CAMERA)
    completes(site, CAMERA)


@pytest.mark.parametrize("writes", [0, 1, 9, 16, NVR_WRITES])
def test_a_recorder(site: LabSite, sightline: Quick, writes: int) -> None:
    names_its_last_write(killed(site, sightline, NVR, writes), NVR)
    completes(site, NVR)


def test_the_journal_of_a_run_whose_last_line_was_cut(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text('{"event": "run"}\n{"event": "write", "device": "a/b"}\n{"event": "wri')
    assert [one["event"] for one in entries(file)] == ["run", "write"]
    assert entries(tmp_path / "none") == []
