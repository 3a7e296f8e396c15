"""The controls that Sightline ships, and how tests ask them."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sightline.policy.control import Control
from sightline.policy.finding import Finding
from sightline.policy.judge import Subject, judge
from sightline.policy.policy import Policy
from sightline.policy.register import RegisterControl
from sightline.policy.waiver import Waiver
from sightline.settings import Absent, Setting, Unread, Unsupported

FOLDER = Path(__file__).resolve().parents[2] / "policies" / "controls"
FILES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")
EVERY: dict[str, Control[Any] | RegisterControl] = {
    path.stem.replace("_", "-"): import_module(f"policies.controls.{path.stem}").control for path in FILES
}
#: Those that judge devices, and those that people answer.
CONTROLS = {slug: control for slug, control in EVERY.items() if isinstance(control, Control)}
ATTESTED = {slug: control for slug, control in EVERY.items() if isinstance(control, RegisterControl)}
SUBJECT = Subject(site="riverside-court", system="main", device="nvr-1")


def setting_of(control: Control[Any]) -> str:
    """The name of the setting that the control reads."""
    return control.reads.__name__.lower()


def judged(
    slug: str, found: Setting | Unread | Unsupported | Absent, policy: Policy, waivers: Sequence[Waiver] = ()
) -> Finding:
    """The finding of a shipped control."""
    return judge(CONTROLS[slug], found, policy, SUBJECT, waivers)
