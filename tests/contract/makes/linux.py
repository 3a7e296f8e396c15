"""The lab's real Linux recorder, in a container: it is no recording, and takes seconds to start."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from sightline.bridge.begin import begin
from sightline.bridge.work import Options, Work
from sightline.estate.load import variable
from sightline.estate.state import Pin, State
from sightline.lab.linux import Recorder, why_not
from sightline.runs.lab import make
from tests.contract.bench import Bench

NAME = "mixed-site/linux-1"
DEVICES = {NAME: "a real Debian"}
MARKS = (pytest.mark.scenario,)
SITE = """\
site: mixed-site
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
    address: "{address}"
    secret: mixed-site/linux-1
    sudo: true
    recordings: [/srv/recordings]
    exports: [/srv/exports]
    audio_setting: {{file: /etc/recorder.conf, key: record_audio, "off": "no", unit: recorder.service}}
"""
ESTATE = """\
estate: lab
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits: {connect_seconds: 5, read_seconds: 10, total_seconds: 20, budget_seconds: 120, probe_seconds: 0.5}
"""
#: Files of /etc that change by themselves.
OWN = ("adjtime", ".pwd.lock", "resolv.conf")


class Host:
    """The recorder, its estate, and what its /etc was: whatever is written ends up there."""

    def __init__(self, folder: Path) -> None:
        self.recorder = Recorder("contract")
        self.folder = folder
        make(folder)
        for file in (folder / "inventory" / "sites").glob("*.yml"):
            file.unlink()
        (folder / "inventory" / "estate.yml").write_text(ESTATE)
        self.start()

    def start(self) -> None:
        """From a fresh disk, with its host key pinned."""
        self.recorder.start()
        site = self.folder / "inventory" / "sites" / "mixed-site.yml"
        site.write_text(SITE.format(address=self.recorder.address))
        State(self.folder).set_pin(NAME, Pin(serial="", certificate_sha256=""))
        State(self.folder).pin_host(f"{self.recorder.host} {self.recorder.host_key}")
        self.before = self.files()

    def files(self) -> dict[str, tuple[int, int]]:
        """Inode and time of change of everything in /etc."""
        found = {}
        for place, folders, files in os.walk(self.recorder.root / "etc"):
            for name in {*folders, *files} - set(OWN):
                stat = os.lstat(os.path.join(place, name))
                found[os.path.join(place, name)] = (stat.st_ino, stat.st_mtime_ns)
        return found

    def written(self, _: str) -> list[str]:
        """Paths that came, went or changed."""
        return sorted({path for path, _ in self.before.items() ^ self.files().items()})

    def reset(self) -> None:
        """A fresh disk, where something was written."""
        if self.written(NAME):
            self.recorder.stop()
            self.start()

    def begin(self, verb: str = "check", **options: bool | str) -> Work:
        """A run over the estate."""
        return begin(self.folder, verb=verb, options=Options(**options))  # type: ignore[arg-type] # as they are named


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """The recorder, as a careless installer left it."""
    if reason := why_not():
        pytest.skip(reason)
    host = Host(folder / "estate")
    environment = {variable(NAME): f"key:{host.recorder.key}", "XDG_CONFIG_HOME": str(folder / "config")}
    try:
        with patch.dict(os.environ, environment):
            yield Bench(begin=host.begin, written=host.written, reset=host.reset)
    finally:
        host.recorder.stop()
