"""pytest over a lab's estate, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.labsite import SPARED, LabSite

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Case:
    """One test of a JUnit report: `outcome` is passed, failure, error or skipped."""

    outcome: str
    text: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Ran:
    """How pytest ended, what it said, and its report by test."""

    status: int
    out: str
    cases: Mapping[str, Case]

    def outcomes(self, device: str) -> dict[str, str]:
        """Each check of a device, by its control, but for controls that the inventory spares it."""
        own = {name.removesuffix(f"[{device}]"): case for name, case in self.cases.items() if f"[{device}]" in name}
        return {name: case.outcome for name, case in own.items() if name not in SPARED or case.outcome != "skipped"}


Run = Callable[..., Ran]
#: Forks a process for each pytest from one that has imported what it needs: more than a second less for each.
SERVER = """
import json, os, sys
import pytest, _pytest.junitxml, testinfra.plugin
import sightline.bridge.testinfra, sightline.cli.running, sightline.drivers.hikvision.session, sightline.runs.check
for job in map(json.loads, sys.stdin):
    pid = os.fork()
    if pid == 0:
        out = os.open(job["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1), os.dup2(out, 2), os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.clear()
        os.environ.update(job["environment"])
        os.chdir(job["folder"])
        status = int(pytest.main(job["words"]))
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.fixture(scope="session")
def server() -> Iterator["subprocess.Popen[str]"]:
    """The process that forks."""
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def cases(report: Path) -> dict[str, Case]:
    """The tests of a report; none where there is none."""
    if not report.exists():
        return {}
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own pytest wrote it
        bad = next((part for part in case if part.tag in ("failure", "error", "skipped")), None)
        text = "" if bad is None else f"{bad.get('message')}\n{bad.text}"
        properties = {one.get("name", ""): one.get("value", "") for one in case.iter("property")}
        found[case.get("name", "")] = Case("passed" if bad is None else bad.tag, text, properties)
    return found


@pytest.fixture
def estate(site: LabSite) -> LabSite:
    """The lab's site with the checks that `init` writes."""
    return site


@pytest.fixture
def run(estate: LabSite, server: "subprocess.Popen[str]", tmp_path: Path) -> Run:
    """Runs pytest in the estate's folder."""
    report, out = tmp_path / "junit.xml", tmp_path / "out"

    def here(*words: str, folder: Path = estate.folder, **environment: str) -> Ran:
        report.unlink(missing_ok=True)
        job = {
            "words": [f"--junitxml={report}", "--assert=plain", "-W", "error", *words],
            "folder": str(folder),
            "environment": {**os.environ, **estate.environment, **environment},
            "out": str(out),
        }
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(job) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return Ran(status, out.read_text(), cases(report))

    return here
