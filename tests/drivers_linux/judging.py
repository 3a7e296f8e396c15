"""The shipped policy and its controls, for one Linux host that nobody connects to."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sightline.bridge.begin import begin
from sightline.drivers.linux.session import Session
from sightline.policy.control import Control
from sightline.policy.finding import Finding
from sightline.policy.judge import Subject, judge
from sightline.policy.policy import Policy
from sightline.runs.lab import make
from sightline.settings import Collector
from tests.drivers_linux.tape import moment, read, recorded, session

COLLECTOR = Collector(host="10.77.0.1", port=514, protocol="udp")
CLEAN = ("compliant", "not_applicable")
SITE = """\
site: court
systems:
  - name: main
    purpose: Deter and investigate anti-social behaviour in shared areas
    installed: 2026-10-01
    custodian: evidence
    accounts: [{{name: evidence, role: operator, devices: [linux-1]}}]
devices:
  - name: linux-1
    system: main
    role: recorder
    driver: linux
    address: {address}
    secret: court/linux-1
    sudo: {sudo}
    recordings: [/srv/recordings]
    exports: [/srv/exports]
    audio_setting: {{file: /etc/recorder.conf, key: record_audio, "off": "no", unit: recorder.service}}
"""
ESTATE = """\
estate: lab
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits: {connect_seconds: 2, read_seconds: 3, total_seconds: 5, budget_seconds: 60, probe_seconds: 0.5}
"""


def write_estate(folder: Path, address: str, *, sudo: bool = True) -> None:
    """The lab's estate with this one host."""
    make(folder)
    (folder / "inventory" / "estate.yml").write_text(ESTATE)
    sites = folder / "inventory" / "sites"
    for file in sites.glob("*.yml"):
        file.unlink()
    (sites / "court.yml").write_text(SITE.format(address=address, sudo=str(sudo).lower()))


@dataclass(frozen=True)
class Bench:
    """The policy at a moment."""

    policy: Policy
    controls: dict[str, Control[Any]]

    def judged(self, of: Session, now: Any) -> dict[str, Finding]:
        """Every control's finding."""
        found = {name: read(of, name) for name in {one.reads.__name__.lower() for one in self.controls.values()}}
        policy = replace(self.policy, now=now, today=now.date(), ntp=("10.77.0.1",), log_collector=COLLECTOR)
        subject = Subject(site="court", system="main", device="linux-1")
        return {
            slug: judge(control, found[control.reads.__name__.lower()], policy, subject)
            for slug, control in self.controls.items()
        }


@cache
def bench() -> Bench:
    """The shipped controls that a Linux host can answer."""
    with TemporaryDirectory() as folder:
        write_estate(Path(folder) / "estate", "ssh://recorder@192.0.2.9")
        work = begin(Path(folder) / "estate", verb="check")
        policy = work.policy_for(work.estate.devices[0], "recorder")
    return Bench(policy, work.asked)


def verdicts(output: bytes, state: str, **host: Any) -> dict[str, str]:
    """Of an answer, at the moment when the state was recorded."""
    at = moment(state)
    return {slug: one.verdict for slug, one in bench().judged(session(output, at, **host), at).items()}


def of_state(state: str) -> dict[str, str]:
    """Of the answer as it was recorded."""
    return verdicts(recorded(state), state)
