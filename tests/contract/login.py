"""What a make adds to the contract of its login and of its faults: `LOGIN` of its adapter."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest

from sightline import drivers
from sightline.records.result import Checked
from tests.contract.bench import MAKES, adapter, devices, readable
from tests.drivers import makesite
from tests.labsite import LabSite, verdicts

Running = Callable[[Path], AbstractContextManager[LabSite]]


@dataclass(frozen=True, kw_only=True)
class Login:
    """`ways` start the make's devices, by the name of the interface that takes the login.

    `changes` are requests of a session that would write. `in_parts` are settings whose parts each say for themselves
    that they are unread, `odd` those that not every way answers. `logins` is how many a session needs that reads all,
    but pictures; the ways of `pictures` need one more for those. `lock` is what it ends with where the account is
    locked. `sent` is how many requests with a password a device may get that lets us in and answers nothing else.
    `lacks` is when a control is unsupported although nothing was read.
    `ageless` are devices whose clock is their host's, `nameless` those that have no serial number.
    """

    ways: Mapping[str, Running]
    changes: Sequence[Callable[[Any], object]]
    in_parts: frozenset[str] = frozenset()
    odd: frozenset[str] = frozenset()
    logins: int = 1
    pictures: frozenset[str] = frozenset()
    lock: str = "LockedOut"
    sent: int = 1
    lacks: Literal["never", "unless refused", "always"] = "never"
    ageless: bool = False
    nameless: bool = False


@dataclass(frozen=True)
class Met:
    """One device of a make, or the first of them, by one of its ways."""

    make: str
    way: str
    name: str
    login: Login

    def running(self, folder: Path) -> AbstractContextManager[LabSite]:
        """The make's devices and an estate of them."""
        return self.login.ways[self.way](folder)

    def session(self, site: LabSite, password: str = "") -> AbstractContextManager[Any]:
        """A session of the driver, nothing sent yet."""
        return makesite.session(partial(drivers.open_session, self.make), site, self.name, password=password)

    def ended(self, of: drivers.Session, spared: frozenset[str] = frozenset()) -> set[str]:
        """How reading each setting ended, but for those in parts."""
        asked = [setting for setting in readable(self.make) if setting not in self.login.in_parts | spared]
        return makesite.ended(self.make, of, asked)

    def only_unread(self, site: LabSite, checked: Checked) -> None:
        """Nothing was read of it but what is seen from outside."""
        work = site.begin()
        policy = work.policy_for(checked.device, "admin")
        asked = {slug for slug, control in work.asked.items() if not control.spared(policy)}
        found = {slug: verdict for slug, verdict in verdicts(checked).items() if slug in asked}
        seen = {slug for slug, verdict in found.items() if verdict == "drift"}
        assert seen <= {"remote-defaults"}, seen
        lacks = {"never": False, "unless refused": not site.device(self.name).counters.refused_logins, "always": True}
        said = {"unread", "unsupported"} if lacks[self.login.lacks] else {"unread"}
        assert set(found.values()) - {"drift"} <= said, found
        assert found["no-audio"] == found["retention"] == "unread", found


def each_way() -> list[Any]:
    """Every make that has a `LOGIN`, by each of its ways; the first device of it."""
    return _rows(lambda make: list(devices(make))[:1])


def each_device(lacking: str = "") -> list[Any]:
    """The same with all its devices, but for makes that are `ageless` or `nameless`."""
    found = _rows(lambda make: list(devices(make)))
    return [one for one in found if not (lacking and getattr(one.values[0].login, lacking))]


def _rows(names: Callable[[str], list[str]]) -> list[Any]:
    found = [(make, getattr(adapter(make), "LOGIN", None)) for make in MAKES]
    rows = [Met(make, way, name, login) for make, login in found if login for way in login.ways for name in names(make)]
    return [pytest.param(one, id=" ".join((one.way or one.make, one.name))) for one in rows]
