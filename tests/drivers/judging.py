"""The shipped policy and its controls, over what a driver says of a device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sightline.bridge.work import Work
from sightline.policy.control import Control
from sightline.policy.finding import Finding
from sightline.policy.judge import Subject, judge
from sightline.policy.policy import Policy
from sightline.settings import Setting, Unread, Unsupported, Views

Found = Setting | Unread | Unsupported
CLEAN = ("compliant", "not_applicable")


def of_replies(work: Work, policy: Policy) -> dict[str, Control[Any]]:
    """The controls that a device is judged by from replies that can be taped: pictures are no such (test_views.py)."""
    asked = work.asked
    return {slug: one for slug, one in asked.items() if not one.spared(policy) and one.reads is not Views}


@dataclass(frozen=True)
class Bench:
    """`settings` are those that the controls read."""

    policy: Policy
    controls: Mapping[str, Control[Any]]

    @property
    def settings(self) -> list[str]:
        return list(dict.fromkeys(control.reads.__name__.lower() for control in self.controls.values()))

    def judged(self, read: Callable[[str], Found], settings: frozenset[str] | None = None) -> dict[str, Finding]:
        """Every control's finding by what `read` says of each setting."""
        wanted = frozenset(self.settings) if settings is None else settings
        found = {setting: read(setting) for setting in self.settings if setting in wanted}
        subject = Subject(site="lab", system="main", device="box")
        return {
            slug: judge(control, found[name], self.policy, subject)
            for slug, control in self.controls.items()
            if (name := control.reads.__name__.lower()) in found
        }
