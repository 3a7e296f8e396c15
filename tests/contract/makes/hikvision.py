"""The lab's Hikvision recorder and the camera behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab import SITE
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers.labtape import lab

DEVICES = {spec.name: spec.recording for spec in SITE}
LOGIN = Login(ways={"": lab}, changes=[lambda of: of.delete("Security/users/9")], sent=30)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Both, in the lab's own estate."""
    with lab(folder) as site:
        yield Bench.of(site)
