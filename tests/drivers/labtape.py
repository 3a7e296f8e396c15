"""The lab's two devices on tape, as they come (drifted) and as `harden` leaves them, with the policy that judges."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.estate.model import Device
from sightline.policy.control import Control
from sightline.policy.finding import Verdict
from sightline.policy.judge import Subject, judge
from sightline.policy.policy import Policy
from tests.drivers.judging import of_replies
from tests.drivers.tape import Found, Key, Tape, needed, read, record
from tests.labsite import CAMERA, NVR, LabSite

#: The hours of the lab's own footage purge: afterwards nothing is older than the limit.
PURGE_HOURS = 25


@dataclass(frozen=True, repr=False)
class Box:
    """One device in one state on tape. `verdicts` and `needs` are of the undamaged tape."""

    tape: Tape
    policy: Policy
    controls: Mapping[str, Control[Any]]
    needs: Mapping[str, frozenset[Key]]
    verdicts: Mapping[str, Verdict]

    def judged(self, tape: Tape, settings: frozenset[str]) -> dict[str, tuple[Verdict, Found]]:
        """The verdict of every control on these settings, by the replies of a tape."""
        found = {setting: read(tape, setting) for setting in settings}
        subject = Subject(site="lab", system="main", device="box")
        return {
            slug: (judge(control, found[name], self.policy, subject).verdict, found[name])
            for slug, control in self.controls.items()
            if (name := control.reads.__name__.lower()) in settings
        }

    def touched(self, key: Key) -> frozenset[str]:
        """Settings that ask for this reply."""
        return frozenset(setting for setting, keys in self.needs.items() if key in keys)


@contextmanager
def lab(folder: Path) -> Iterator[LabSite]:
    """A lab and its estate, with the passwords in the environment."""
    with (
        patch.dict(os.environ, {"XDG_CONFIG_HOME": str(folder / "config")}),
        LabSite.start(folder / "estate", folder / "lab") as site,
        patch.dict(os.environ, site.environment),
    ):
        yield site


def boxes(folder: Path) -> dict[str, Box]:
    """`nvr drifted`, `camera drifted`, `nvr hardened`, `camera hardened`."""
    found = {}
    with lab(folder) as site:
        for state in ("drifted", "hardened"):
            if state == "hardened":
                site.harden(accounts=True)
                for name in (NVR, CAMERA):
                    site.device(name).advance(PURGE_HOURS)
            work = site.begin()
            for device in work.estate.devices:
                short = "nvr" if device.id == NVR else "camera"
                found[f"{short} {state}"] = _box(work, device)
    return found


def _box(work: Work, device: Device) -> Box:
    link = Link(work, device)
    assert link.read("identity")["status"] == "ok"
    session = link._session
    assert session is not None
    target = getattr(session, "target")  # noqa: B009 - the Protocol does not name it
    policy = work.policy_for(device, "admin")
    controls = of_replies(work, policy)
    settings = list(dict.fromkeys(control.reads.__name__.lower() for control in controls.values()))
    tape = record(target, settings)
    link.close()
    box = Box(tape, policy, controls, {setting: needed(tape, setting) for setting in settings}, {})
    verdicts = {slug: verdict for slug, (verdict, _) in box.judged(tape, frozenset(settings)).items()}
    return Box(tape, policy, controls, box.needs, verdicts)


def advance(policy: Policy, hours: float) -> Policy:
    """The same policy later."""
    return policy.for_device(
        policy.declared, retention_days=None, now=policy.now + timedelta(hours=hours), today=policy.today
    )
