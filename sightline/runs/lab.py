"""The simulated estate: an estate folder for it, its passwords, its certificate, its servers on loopback."""

import fnmatch
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from sightline.errors import EstateError
from sightline.estate.attest import attest
from sightline.estate.content import attested_controls, content_root
from sightline.estate.keepass import KeePassStore
from sightline.estate.load import load_estate
from sightline.estate.model import Estate
from sightline.estate.secrets import open_store
from sightline.estate.sheet import read_sheet
from sightline.estate.state import Pin, State
from sightline.lab import SITE, DeviceSpec, LabError, daemon, mixed, shifted
from sightline.lab.control import PORT
from sightline.wire.tls import seen_fingerprint

#: What the lab's people attest, as `sightline register import` takes it.
ATTESTED = "inventory/attested.csv"
#: What makes an estate: the lab's own is the one that stands in the content.
PARTS = (
    "inventory/estate.yml",
    "inventory/estate.py",
    "inventory/sites",
    "inventory/evidence",
    ATTESTED,
    "policies/housing_cctv.yml",
    "policies/firmware.yml",
    "policies/waivers.yml",
    "tests/site/test_policy.py",
    "tests/site/test_recorder_hosts.py",
)
CONNECT_SECONDS = 5.0


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What the disk refuses is an EstateError that names the folder."""
    try:
        yield
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise EstateError(f"{folder}: the lab's estate cannot be written ({why}); use another folder") from None


def make(folder: Path, *, attested: bool = True) -> None:
    """Writes the lab's estate into a folder that has none; what its people attest is attested today."""
    with _writing(folder):
        for part in PARTS:
            source, target = content_root() / part, folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copyfile(source, target)
    if attested:
        estate, now = load_estate(folder), datetime.now(UTC)
        given = read_sheet(folder / ATTESTED, estate.today(now))
        attest(estate, attested_controls(estate), given, lambda _: None)


def narrow(file: Path, names: Collection[str]) -> bool:
    """Leaves these devices, as SITE/DEVICE, in a site file, and the accounts that are declared for them; no file where
    none is left. True where it stays as it was."""
    site = _read(file)
    kept = [one for one in site["devices"] if f"{file.stem}/{one['name']}" in names]
    if len(kept) == len(site["devices"]):
        return True
    if not kept:
        file.unlink()
        return False
    own = {one["name"] for one in kept}
    for system in site["systems"]:
        told = [
            {**one, "devices": [name for name in one["devices"] if fnmatch.filter(own, name)]}
            for one in system.get("accounts", [])
        ]
        system["accounts"] = [one for one in told if one["devices"]]
    _write(file, {**site, "devices": kept})
    return False


def fill(folder: Path, targets: Collection[str] = (), shift: int = 0) -> None:
    """The lab's estate in an empty folder: the devices that match one of the targets, all where there is none, with
    every port `shift` higher. EstateError where a target matches nothing."""
    names = [spec.name for spec in _simulated(0).values()]
    for target in targets:
        if not fnmatch.filter(names, target):
            raise EstateError(f"no simulated device matches {target}; there are {', '.join(names)}")
    make(folder)
    wanted = {name for name in names if not targets or any(fnmatch.fnmatch(name, target) for target in targets)}
    for file in (folder / "inventory" / "sites").glob("*.yml"):
        narrow(file, wanted)
        if shift and file.exists():
            _raise_ports(file, shift)


def _read(file: Path) -> Any:
    return yaml.load(file.read_text(), yaml.CSafeLoader)


def _write(file: Path, site: Any) -> None:
    file.write_text(yaml.dump(site, Dumper=yaml.CSafeDumper, sort_keys=False))


def _raise_ports(file: Path, shift: int) -> None:
    site = _read(file)
    for one in site["devices"]:
        one["address"] = re.sub(r"\d+$", lambda port: str(int(port[0]) + shift), one["address"])
        if "ports" in one:
            one["ports"] = {service: port + shift for service, port in one["ports"].items()}
    _write(file, site)


def up(folder: Path, targets: Collection[str] = (), shift: int = 0) -> int:
    """Starts the lab for the estate in `folder`, and makes the estate able to log in. Returns the process id.

    `targets` and `shift` are of an estate that is still to be made (`fill`): one that is there says so itself.
    """
    if not (folder / "inventory" / "estate.yml").exists():
        fill(folder, targets, shift)
    elif targets or shift:
        raise EstateError(f"{folder} has an estate, which names its devices and ports; use an empty folder")
    estate = load_estate(folder)
    strangers = [device.id for device in estate.devices if device.id not in _simulated(0)]
    if strangers:
        raise EstateError(f"this is not the lab's estate: {strangers[0]} is no simulated device; use an empty folder")
    shift = _shift_of(estate)
    try:
        with _writing(folder):
            pid = daemon.start(_home(folder), port=PORT + shift, shift=shift)
    except LabError as problem:
        raise EstateError(f"{problem}; `sightline lab down` ends a lab that was started here") from problem
    _let_in(estate, State(folder))
    return pid


def _simulated(shift: int) -> dict[str, DeviceSpec]:
    return {spec.name: spec for spec in shifted((*SITE, *mixed()), shift)}


def _shift_of(estate: Estate) -> int:
    """What most ports are higher by: somebody may have changed one."""
    usual = _simulated(0)
    by = Counter(device.address.port - usual[device.id].port for device in estate.devices)
    return max(0, by.most_common(1)[0][0]) if by else 0


def _let_in(estate: Estate, state: State) -> None:
    """The passwords that the estate has not yet, and the certificates."""
    store = open_store(estate)
    known = set(store.names()) if store.path and store.path.exists() else set()
    wanted = {device.secret: _simulated(0)[device.id].passwords["admin"] for device in estate.devices}
    missing = {name: f"admin:{password}" for name, password in wanted.items() if name not in known}
    if isinstance(store, KeePassStore):  # all at once: each opening takes a while, as it should
        store.keep(missing)
    else:
        for name, value in missing.items():
            store.set(name, value)
    for device in estate.devices:
        if device.address.scheme == "https" and state.pins(device.id) is None:
            seen = seen_fingerprint(device.address.host, device.address.port, timeout_seconds=CONNECT_SECONDS)
            state.set_pin(device.id, Pin(serial="", certificate_sha256=seen))


def down(folder: Path) -> bool:
    """Ends the lab that was started here; False where none runs."""
    return daemon.stop(_home(folder))


def advance(folder: Path, hours: float) -> None:
    """Lets the simulated devices live through some hours; those with NTP are on time again afterwards. They are those
    of the lab that runs here, else of the one at the usual ports."""
    daemon.control("/advance", {"hours": hours}, port=daemon.control_port(_home(folder)))


def _home(folder: Path) -> Path:
    return (folder / ".sightline" / "lab").resolve()
