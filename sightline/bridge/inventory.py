"""The estate as pyinfra sees it."""

import atexit
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyinfra.api.config import Config
from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import State

from sightline.bridge.connector import SightlineConnector
from sightline.bridge.link import Link
from sightline.bridge.work import Options, Work
from sightline.errors import EstateError
from sightline.estate.model import Device


class Shard(Inventory):
    """Hosts made without a look at the entry points, which the stock inventory scans once per host (3.9 ms)."""

    def make_hosts_and_groups(self, names: Any, groups: Any) -> None:
        """One host per link."""
        self.hosts: dict[str, Host] = {}
        for name, data in names:
            self.host_data[name] = data
            self.hosts[name] = Host(name, inventory=self, groups=[], connector_cls=SightlineConnector)


def state_of(links: list[Link], *, parallel: int) -> State:
    """A pyinfra State over some devices, with the engine's links."""
    data = [
        (link.device.host, {"device": link.device, "sightline": link.work, "sightline_link": link}) for link in links
    ]
    hosts = Shard((data, {}))  # type: ignore[no-untyped-call] # pyinfra's own __init__
    return State(hosts, Config(PARALLEL=parallel))


def hosts(file: str) -> list[tuple[str, dict[str, Any]]]:
    """For an estate's `inventory/estate.py`: every device, for pyinfra's own command line.

    `SIGHTLINE_ACCEPT_LOSS=CASE` is that command line's `--accept-loss`; accounts are never touched from there.
    """
    work = _work(Path(file).resolve().parent.parent)
    return [(device.host, _data(work, device)) for device in work.estate.devices]


def named(name: str) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """One device, by `site/device`."""
    work = _work(Path(os.environ.get("SIGHTLINE_ESTATE", ".")).resolve())
    device = next((one for one in work.estate.devices if one.id == name), None)
    if device is None:
        raise EstateError(f"no device {name} in {work.estate.folder}")
    yield device.host, _data(work, device), [device.site]


def _data(work: Work, device: Device) -> dict[str, Any]:
    return {"device": device, "sightline": work, "site": device.site}


_open: dict[Path, Work] = {}


def _work(folder: Path) -> Work:
    """One run a process and estate, whoever asks first."""
    if folder not in _open:
        from sightline.bridge.begin import begin, sign_off

        options = Options(accept_loss=os.environ.get("SIGHTLINE_ACCEPT_LOSS"))
        _open[folder] = replace(begin(folder, verb="pyinfra"), options=options)
        atexit.register(sign_off, _open[folder])
    return _open[folder]
