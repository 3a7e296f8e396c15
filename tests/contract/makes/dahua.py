"""The lab's Dahua recorder and the camera behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sightline.lab.dahua.devices import DEVICES as SPECS
from tests.contract.bench import Bench
from tests.contract.login import Login
from tests.drivers_dahua.dahuasite import old, running

DEVICES = {spec.name: spec.recording for spec in SPECS}
LOGIN = Login(
    ways={"RPC2": running, "CGI": old},
    changes=[lambda of: of.tell("userManager.deleteUser", name="fitter")],
    #: By CGI a table that is not there cannot be told from one that is denied: masks and analytics are then unread.
    in_parts=frozenset({"services", "logging", "masks", "analytics"}),
    pictures=frozenset({"RPC2"}),
    sent=2,
    lacks="always",
)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Both, in an estate of their own."""
    with running(folder) as site:
        yield Bench.of(site)
