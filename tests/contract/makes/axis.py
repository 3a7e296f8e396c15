"""The lab's Axis cameras, a newer one and an old one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sightline.lab.axis.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_axis.axissite import running
from tests.labsite import mixed_site

DEVICES = {spec.name: spec.recording for spec in SPECS}
LOGIN = Login(
    ways={"": running},
    changes=[
        lambda of: of.update({"Audio.A0.Enabled": False}),
        lambda of: of.tell("/axis-cgi/ntp.cgi", "setNTPClientConfiguration", {}),
    ],
    lock="LoginRefused",
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Both, in an estate of their own; the newer one over TLS, so that plain HTTP can be shut."""
    with mixed_site(folder, [replace(spec, tls=spec.name.endswith("-cam")) for spec in SPECS]) as site:
        yield Bench.of(site)
