"""testinfra's side of a device: a backend that answers `read SETTING…`, over one link per device and session."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult  # type: ignore[import-untyped] # it carries no types

from sightline.bridge.begin import begin, sign_off
from sightline.bridge.codec import line
from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.errors import EstateError
from sightline.estate.words import listed, shown
from sightline.settings import ALL


@dataclass
class Session:
    """One run of pytest over an estate: each device's link is opened once and kept to the end."""

    work: Work
    links: dict[str, Link] = field(default_factory=dict)

    def named(self, target: str | None) -> list[str]:
        """The devices of `SITE`, `SITE/DEVICE` or a glob (None: all). EstateError where there are none."""
        pattern = "*/*" if target is None else target if "/" in target else f"{target}/*"
        names = [device.id for device in self.work.estate.devices if fnmatchcase(device.id, pattern)]
        if not names:
            sites = dict.fromkeys(device.site for device in self.work.estate.devices)
            wanted = "the estate has no device" if target is None else f"target {shown(target)} matches no device"
            raise EstateError(f"{wanted}; sites: {listed(sites)}")
        return names

    def link(self, name: str) -> Link:
        """The one link to a device. Nothing is sent before the first read."""
        if name not in self.links:
            device = next((one for one in self.work.estate.devices if one.id == name), None)
            if device is None:
                raise EstateError(f"no device {shown(name)} in {self.work.estate.folder}")
            self.links[name] = Link(self.work, device)
        return self.links[name]

    def close(self) -> None:
        """Ends every login and lets the next run in; what is not in the audit chain yet goes there."""
        for link in self.links.values():
            link.close()
        self.links.clear()
        sign_off(self.work)


_sessions: list[Session] = []


def open_session(folder: Path) -> Session:
    """Begins a run. Raises EstateError for an estate or a secret store that cannot be used; nothing is sent."""
    work = begin(folder, verb="pytest")
    work.secrets.names()
    if not work.asked:
        raise EstateError(f"{work.estate.policy_file}: it asks devices nothing, so nothing would be checked")
    _sessions.append(Session(work))
    return _sessions[-1]


def session() -> Session:
    """The session that runs."""
    if not _sessions:
        raise EstateError("no estate is open: run pytest with --connection=sightline, or on an estate's tests/site")
    return _sessions[-1]


def close_session() -> None:
    """Ends the session that runs, if one does."""
    while _sessions:
        _sessions.pop().close()


class SightlineBackend(BaseBackend):  # type: ignore[misc] # so its class is Any
    """`--connection=sightline`. A device has no shell: testinfra's own modules do not work on it, and say so."""

    NAME = "sightline"

    @classmethod
    def get_hosts(cls, host: str | None, **_: Any) -> list[str]:
        """The devices that a target names."""
        return session().named(host)

    def get_pytest_id(self) -> str:
        """`site/device`."""
        return str(self.hostname)

    @property
    def link(self) -> Link:
        """The session's link to this device."""
        return session().link(self.hostname)

    def run(self, command: str, *args: str, **_: Any) -> CommandResult:
        """`read SETTING…`: one JSON line per setting; the status is 0 where each was read.

        Raises ValueError for anything else: "not running" from a device that has no shell would be a wrong answer.
        """
        asked = self.quote(command, *args)
        verb, *settings = asked.split()
        if verb != "read" or not settings or not set(settings) <= set(ALL):
            raise ValueError(
                f"{self.hostname}: {shown(asked)}: a device has no shell; it answers `read SETTING…`: {listed(ALL)}"
            )
        answers = [self.link.read(setting) for setting in settings]
        failed = any(answer["status"] != "ok" for answer in answers)
        return self.result(int(failed), asked.encode(), _lines(answers), "")


def _lines(answers: Iterable[dict[str, Any]]) -> str:
    return "".join(f"{line(answer)}\n" for answer in answers)
