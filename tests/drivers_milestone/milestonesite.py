"""The lab's two XProtect servers as tests use them: on free ports, and an estate of these."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import yaml

from sightline.drivers.milestone.session import Session
from sightline.lab import DeviceSpec
from sightline.lab.milestone.devices import OLD_SERVER, SERVER
from tests.drivers import makesite
from tests.labsite import LabSite, mixed_site

NAME, OLD = SERVER.name, OLD_SERVER.name
session = partial(makesite.session, Session)


@contextmanager
def running(folder: Path, specs: Sequence[DeviceSpec] = (SERVER, OLD_SERVER)) -> Iterator[LabSite]:
    """The servers and their estate; the older one is none of the mixed site's own."""
    with mixed_site(folder, specs) as site:
        file = site.folder / "inventory" / "sites" / "mixed-site.yml"
        told = yaml.safe_load(file.read_text())
        old = {"name": OLD.partition("/")[2], "address": site.lab.address(OLD), "secret": OLD}
        told["devices"].append({**told["devices"][0], **old})
        file.write_text(yaml.safe_dump(told, sort_keys=False))
        yield site
