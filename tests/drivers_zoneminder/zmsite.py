"""The lab's real ZoneMinder as tests use it: a container, and an estate of that one device."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import pytest

from sightline.bridge.begin import begin
from sightline.bridge.work import Options, Work
from sightline.estate.load import variable
from sightline.estate.state import Pin, State
from sightline.lab import Lab
from sightline.lab.zoneminder import LOGIN, PASSWORD, ZoneMinder, why_not
from sightline.runs.lab import make
from tests.labsite import LabSite

NAME = "mixed-site/zm-1"
SITE = """\
site: mixed-site
systems:
  - name: main
    purpose: Deter and investigate anti-social behaviour in shared areas
    installed: 2026-10-01
    accounts:
      - {{name: frontdesk, role: viewer, devices: [zm-1]}}
devices:
  - {{name: zm-1, system: main, role: recorder, driver: zoneminder, address: "{address}", secret: mixed-site/zm-1,
     needs: [ssh]}}
"""
ESTATE = """\
estate: lab
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits: {connect_seconds: 5, read_seconds: 10, total_seconds: 20, budget_seconds: 120, probe_seconds: 0.5}
"""
#: What it writes into its settings by itself.
OWN = re.compile(r"'ZM_(DYN_|TELEMETRY_(LAST|UUID))")
TABLES = "Monitors Filters Users Zones Config"


def write_estate(folder: Path, address: str) -> None:
    """The lab's estate with this one device."""
    make(folder)
    for file in (folder / "inventory" / "sites").glob("*.yml"):
        file.unlink()
    (folder / "inventory" / "estate.yml").write_text(ESTATE)
    write_site(folder, address)


def write_site(folder: Path, address: str) -> None:
    """Its site file, with that address."""
    (folder / "inventory" / "sites" / "mixed-site.yml").write_text(SITE.format(address=address))


class Box(LabSite):
    """The recorder, its estate, and what its database held: whatever is written ends up there."""

    def __init__(self, folder: Path, recorder: ZoneMinder, environment: dict[str, str]) -> None:
        super().__init__(folder, cast(Lab, None), environment)  # nothing of it is simulated
        self.recorder = recorder
        write_estate(folder, recorder.address)
        self.know()

    def know(self) -> None:
        """Its address in the inventory, its certificate pinned."""
        write_site(self.folder, self.recorder.address)
        State(self.folder).set_pin(NAME, Pin(serial="", certificate_sha256=self.recorder.fingerprint))
        self.before = self.rows()

    def rows(self) -> set[str]:
        """Every row of what is set, as its database writes it out."""
        dump = self.recorder.run(f"mariadb-dump --compact --no-create-info --skip-extended-insert zm {TABLES}")
        return {line for line in dump.splitlines() if not OWN.search(line)}

    def written(self, _: str) -> list[str]:
        """Rows that came, went or changed."""
        return sorted(self.before ^ self.rows())

    def reset(self) -> None:
        """A fresh disk, where something was written."""
        if self.written(NAME):
            self.recorder.stop()
            self.recorder.start()
            self.know()

    def begin(self, verb: str = "check", **options: Any) -> Work:
        """A run over the estate."""
        return begin(self.folder, verb=verb, options=Options(**options))

    def films_of(self, event: int) -> list[Path]:
        """The films of one event that are on the disk."""
        return list((self.recorder.root / "var/cache/zoneminder/events").glob(f"*/*/{event}/*.mp4"))


@contextmanager
def running(folder: Path, name: str) -> Iterator[Box]:
    """The recorder, as a careless installer left it. Skips where this machine cannot have one."""
    if reason := why_not():
        pytest.skip(reason)
    environment = {variable(NAME): f"{LOGIN}:{PASSWORD}", "XDG_CONFIG_HOME": str(folder / "config")}
    recorder = ZoneMinder(name)
    with patch.dict(os.environ, environment), recorder:
        yield Box(folder / "estate", recorder, environment)
