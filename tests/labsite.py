"""The lab's site as tests use it: servers on free ports of 127.77.x.y, an estate folder, the engine in process."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import yaml

from sightline.bridge.begin import begin
from sightline.bridge.link import Link
from sightline.bridge.work import Options, Work
from sightline.estate.load import load_estate, variable
from sightline.estate.model import Estate
from sightline.estate.state import Pin, State
from sightline.estate.views import Accepting, accept
from sightline.lab import SITE, DeviceSpec, Lab, SimulatedDevice, Switches
from sightline.lab.scene import still
from sightline.policy.finding import Finding
from sightline.records.audit.keys import NAME
from sightline.records.result import Checked
from sightline.runs.check import check
from sightline.runs.harden import harden
from sightline.runs.lab import make, narrow
from sightline.wire.likeness import view_of
from sightline.wire.picture import decoded
from sightline.wire.tls import seen_fingerprint

NVR, CAMERA = "riverside-court/nvr-1", "riverside-court/entrance"
#: What a make calls a camera's channel, where it is not 1.
CHANNELS = {"onvif": "vs_1", "uniview": "video_source"}
ESTATE = """\
estate: lab
timezone: Europe/London
policy: housing_cctv
secrets: {store: env}
limits:
  {connect_seconds: 3, read_seconds: 4, total_seconds: 6, budget_seconds: 30, probe_seconds: 0.4, watch_seconds: 0}
"""


@dataclass
class LabSite:
    """`said` collects what `harden` had to say."""

    folder: Path
    lab: Lab
    environment: dict[str, str]
    said: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def start(cls, folder: Path, state: Path, specs: Sequence[DeviceSpec] = SITE) -> "Iterator[LabSite]":
        """Starts the servers and writes the estate."""
        whole = write_estate(folder, specs)
        with Lab(specs, folder=state, port=0) as lab:
            site = cls(folder, lab, {variable(NAME): f"token:{'5e' * 32}"})
            for spec in specs:
                site.environment[variable(spec.name)] = f"admin:{spec.passwords['admin']}"
                at = spec.name.partition("/")[0]
                if not whole[at]:
                    move(folder / "inventory" / "sites" / f"{at}.yml", lab, spec)
                else:
                    site.settle(spec, at)
                if spec.tls:
                    site.pin(spec.name)
                if spec.kind == "camera":
                    accept(State(folder), spec.name, {CHANNELS.get(spec.make, "1"): commissioned(spec)}, set())
            yield site

    def device(self, name: str) -> SimulatedDevice:
        """The simulated device: its switches, counters and clock."""
        return self.lab[name]

    def edit(self, pattern: str, text: str, *, site: str = "riverside-court") -> None:
        """Replaces a pattern in a site file; it must be there."""
        file = self.folder / "inventory" / "sites" / f"{site}.yml"
        before = file.read_text()
        assert re.search(pattern, before), f"{pattern} is not in {file}"
        file.write_text(re.sub(pattern, lambda _: text, before))

    def hurry(self) -> None:
        """Short waits: a device that hangs costs the test a moment."""
        self._wait("read_seconds: 1.5, total_seconds: 2")

    def wait_long(self) -> None:
        """A device that hangs does so until the test ends."""
        self._wait("read_seconds: 30, total_seconds: 40")

    def _wait(self, limits: str) -> None:
        file = self.folder / "inventory" / "estate.yml"
        file.write_text(file.read_text().replace("read_seconds: 4, total_seconds: 6", limits))

    def settle(self, spec: DeviceSpec, at: str) -> None:
        """The address and the ports that a device really has, in the site file's own text."""
        address = self.lab.address(spec.name)
        self.edit(rf"https?://{re.escape(spec.host)}:\d+", address, site=at)
        if spec.ports:
            ports = ", ".join(f"{service}: {self.lab.port(spec.name, service)}" for service in spec.ports)
            self.set_ports(address, ports, site=at)

    def set_ports(self, address: str, ports: str, *, site: str) -> None:
        """The real ones of the device at an address, in place of those that its site file may name."""
        file = self.folder / "inventory" / "sites" / f"{site}.yml"
        block = rf"({re.escape(address)}\n(?:    .*\n)*?)    ports: .*\n"
        text = re.sub(block, r"\1", file.read_text())
        file.write_text(text.replace(f"{address}\n", f"{address}\n    ports: {{{ports}}}\n"))

    def pin(self, name: str) -> None:
        """Accepts the certificate that stands there now."""
        host, port = self.lab.address(name).rpartition("//")[2].split(":")
        sha256 = seen_fingerprint(host, int(port), timeout_seconds=5)
        State(self.folder).set_pin(name, Pin(serial="", certificate_sha256=sha256))

    def begin(self, verb: str = "check", **options: Any) -> Work:
        """A run over this estate, once the lab's ports follow what a test has switched."""
        self.lab.settle()
        with patch("sightline.bridge.begin.load_estate", loaded):
            return begin(self.folder, verb=verb, options=Options(**options))

    def check(self, *names: str, close: bool = True, work: Work | None = None) -> dict[str, Checked]:
        """A check in process, by device; no name means both."""
        work = work or self.begin()
        found: dict[str, Checked] = {}
        links = [Link(work, device) for device in work.estate.devices if not names or device.id in names]
        check(work, links, lambda one: found.update({one.device.id: one}), close=close)
        return found

    def harden(self, *names: str, **options: Any) -> dict[str, Checked]:
        """Check, harden, check again, in one run; what was said is in `said`."""
        work = self.begin("harden", **options)
        links = [Link(work, device) for device in work.estate.devices if not names or device.id in names]
        found: dict[str, Checked] = {}
        keep: Callable[[Checked], None] = lambda one: found.update({one.device.id: one})  # noqa: E731 - one line
        try:
            check(work, links, keep, close=False)
            drifts = {name: {f.control for f in one.findings if f.verdict == "drift"} for name, one in found.items()}
            harden(work, links, drifts, self.said.append)
            for link in links:
                link.forget()
            check(work, links, keep, close=False)
        finally:
            for link in links:
                link.close()
        return found

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`sightline …` as a person runs it, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "sightline", "--estate", str(self.folder), *words],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, **self.environment},
        )


def commissioned(spec: DeviceSpec) -> Accepting:
    """What a camera of the lab shows while nobody is in its way."""
    shown = decoded(still(spec, "1", Switches()))
    return Accepting(view=view_of(shown.grey), on=date(2026, 11, 1), operator="installer", picture=shown.sha256)


@contextmanager
def mixed_site(folder: Path, specs: Sequence[DeviceSpec]) -> Iterator[LabSite]:
    """These devices of the lab, and an estate of them alone, with the passwords in the environment."""
    with (
        patch.dict(os.environ, {"XDG_CONFIG_HOME": str(folder / "config")}),
        LabSite.start(folder / "estate", folder / "lab", specs) as site,
        patch.dict(os.environ, site.environment),
    ):
        yield site


def write_estate(folder: Path, specs: Sequence[DeviceSpec]) -> dict[str, bool]:
    """The lab's estate with these devices alone, at the lab's own addresses; by site, whether its file is as it was."""
    files, whole = _estate(frozenset(spec.name for spec in specs), datetime.now(UTC).date())
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return dict(whole)


@cache
def _estate(names: frozenset[str], _: date) -> tuple[Mapping[str, bytes], Mapping[str, bool]]:
    """Made once a day for the same devices: what its people attest is attested on the day."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        make(folder)
        (folder / "inventory" / "estate.yml").write_text(ESTATE)
        whole = {file.stem: narrow(file, names) for file in (folder / "inventory" / "sites").glob("*.yml")}
        files = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return files, whole


def loaded(folder: Path) -> Estate:
    """The estate of a folder, read anew where any of its files is another one or was written to."""
    files = sorted(path for name in ("inventory", "policies") for path in (folder / name).rglob("*"))
    return _loaded(folder, tuple((path, (of := path.stat()).st_ino, of.st_mtime_ns, of.st_size) for path in files))


@lru_cache(maxsize=64)
def _loaded(folder: Path, _: tuple[tuple[Path, int, int, int], ...]) -> Estate:
    return load_estate(folder)


def move(file: Path, lab: Lab, spec: DeviceSpec) -> None:
    """Gives a device of a site file the address and the ports that it really has."""
    site = yaml.load(file.read_text(), yaml.CSafeLoader)
    for one in site["devices"]:
        if f"{file.stem}/{one['name']}" == spec.name:
            one["address"] = lab.address(spec.name)
            one.pop("ports", None)
            if spec.ports:
                one["ports"] = {service: lab.port(spec.name, service) for service in spec.ports}
    file.write_text(yaml.dump(site, Dumper=yaml.CSafeDumper, sort_keys=False))


def finding(checked: Checked, control: str) -> Finding:
    """The finding of one control."""
    return next(one for one in checked.findings if one.control == control)


#: Controls by which a device is not judged where the inventory asks nothing of the kind there.
SPARED = ("asset-register", "extracts-listed", "https-only", "masks", "recording", "views")


def verdicts(checked: Checked) -> dict[str, str]:
    """The verdict of each control that was asked of the device."""
    found = {one.control: one.verdict for one in checked.findings}
    return {slug: verdict for slug, verdict in found.items() if slug not in SPARED or verdict != "not_applicable"}


def left(checked: Checked) -> set[str]:
    """Controls that are not met."""
    return {one.control for one in checked.findings if one.verdict not in ("compliant", "not_applicable")}
