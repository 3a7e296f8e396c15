"""How the contract meets devices of a make.

A make is added by one file, `tests/contract/makes/<make>.py`, with two names in it:

- `DEVICES`: the recording of each device by the device's name, `{"riverside-court/nvr-1": "DS-7608NXI-K2_V4.62.210"}`.
  Each recording of `sightline/lab/<make>/` must be one of them; a make whose lab is no recording names what it is.
- `bench(folder)`: a context manager that starts these devices as they come, writes an estate that logs in to them into
  the folder, and yields a `Bench`. Where this machine cannot have them it calls `pytest.skip` with what is missing.

A make whose devices take seconds to start has `MARKS` as well: `(pytest.mark.scenario,)` keeps them out of `make test`.
One whose devices are simulated has `LOGIN` (tests/contract/login.py): how it takes and refuses a login.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

import pytest

from sightline import drivers
from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.settings import ALL
from tests.labsite import LabSite

MAKES = drivers.names()


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Devices of one make, and the estate that logs in to them.

    `begin` opens a run (`begin("harden", accounts=True)`); `written` is what a device itself saw of writes, by its
    name; `reset` makes every device what it was.
    """

    begin: Callable[..., Work]
    written: Callable[[str], Sequence[object]]
    reset: Callable[[], None]

    @classmethod
    def of(cls, site: LabSite) -> "Bench":
        """The lab's."""

        def reset() -> None:
            for device in site.lab:
                device.reset()

        return cls(begin=site.begin, written=lambda name: site.device(name).counters.writes, reset=reset)

    @contextmanager
    def link(self, name: str, *, accounts: bool = True) -> Iterator[Link]:
        """One device in a run of its own, which may lose footage."""
        work = self.begin("harden", accounts=accounts, accept_loss="TEST-1")
        found = Link(work, work.estate.device(name))
        try:
            yield found
        finally:
            found.close()


class Adapter(Protocol):
    """One file of `makes`."""

    DEVICES: Mapping[str, str]

    def bench(self, folder: Path) -> AbstractContextManager[Bench]:
        """The devices, running."""


def adapter(make: str) -> Adapter | None:
    """None for a make that the contract cannot meet yet."""
    name = f"tests.contract.makes.{make}"
    return cast(Adapter, import_module(name)) if find_spec(name) else None


def devices(make: str) -> Mapping[str, str]:
    """Recordings by device; none without an adapter."""
    found = adapter(make)
    return found.DEVICES if found else {}


def met() -> tuple[str, ...]:
    """Makes that have an adapter."""
    return tuple(make for make in MAKES if devices(make))


def marks(make: str) -> list[pytest.MarkDecorator]:
    """The tests of a make share its bench, in one process."""
    return [pytest.mark.xdist_group(f"bench-{make}"), *getattr(adapter(make), "MARKS", ())]


def unsupported(make: str) -> dict[str, str]:
    """The make's own reasons, by setting."""
    reasons: dict[str, str] = import_module(f"sightline.drivers.{make}").UNSUPPORTED
    return reasons


def writes(make: str, setting: str) -> bool:
    """Whether the make's file of the setting has a `write`."""
    return setting not in unsupported(make) and hasattr(import_module(f"sightline.drivers.{make}.{setting}"), "write")


def readable(make: str) -> list[str]:
    """Settings for which the make has no reason not to be read."""
    return [setting for setting in ALL if setting not in unsupported(make)]
