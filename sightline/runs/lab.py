"""The simulated estate: an estate folder for it, its passwords, its certificate, its servers on loopback."""

import shutil
from pathlib import Path

from sightline.errors import EstateError
from sightline.estate.content import content_root
from sightline.estate.load import load_estate
from sightline.estate.secrets import open_store
from sightline.estate.state import Pin, State
from sightline.lab import SITE, LabError, daemon, mixed
from sightline.wire.tls import seen_fingerprint

#: What makes an estate: the lab's own is the one that stands in the content.
PARTS = (
    "inventory/estate.yml",
    "inventory/estate.py",
    "inventory/sites",
    "policies/housing_cctv.yml",
    "policies/firmware.yml",
    "policies/waivers.yml",
    "tests/site/test_policy.py",
    "tests/site/test_recorder_hosts.py",
)
CONNECT_SECONDS = 5.0


def make(folder: Path) -> None:
    """Writes the lab's estate into a folder that has none."""
    for part in PARTS:
        source, target = content_root() / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)


def up(folder: Path) -> int:
    """Starts the lab for the estate in `folder`, and makes the estate able to log in. Returns the process id."""
    if not (folder / "inventory" / "estate.yml").exists():
        make(folder)
    estate = load_estate(folder)
    simulated = {spec.name: spec for spec in (*SITE, *mixed())}
    strangers = [device.id for device in estate.devices if device.id not in simulated]
    if strangers:
        raise EstateError(f"this is not the lab's estate: {strangers[0]} is no simulated device; use an empty folder")
    try:
        pid = daemon.start(_home(folder))
    except LabError as problem:
        raise EstateError(f"{problem}; `sightline lab down` ends a lab that was started here") from problem
    store, state = open_store(estate), State(folder)
    known = set(store.names()) if store.path and store.path.exists() else set()
    for device in estate.devices:
        spec = simulated[device.id]
        if device.secret not in known:
            store.set(device.secret, f"admin:{spec.passwords['admin']}")
        if device.address.scheme == "https" and state.pins(device.id) is None:
            seen = seen_fingerprint(device.address.host, device.address.port, timeout_seconds=CONNECT_SECONDS)
            state.set_pin(device.id, Pin(serial="", certificate_sha256=seen))
    return pid


def down(folder: Path) -> bool:
    """Ends the lab that was started here; False where none runs."""
    return daemon.stop(_home(folder))


def advance(hours: float) -> None:
    """Lets the simulated devices live through some hours; those with NTP are on time again afterwards."""
    daemon.control("/advance", {"hours": hours})


def _home(folder: Path) -> Path:
    return (folder / ".sightline" / "lab").resolve()
