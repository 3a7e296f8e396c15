"""2.7: no face or number plate recognition, nothing biometric."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Analytics, Function, known

#: Everything that can tell one person, or one car, from another, and what leads there.
BANNED = ("face-detection", "face-recognition", "number-plate", "biometric", "demographic")
control = Control(
    "banned-analytics",
    reads=Analytics,
    title="No face, number plate or biometric recognition",
    severity="critical",
    looks_at=("functions.enabled",),
    shows=("functions",),
)


@control.wants
def wants(found: Analytics, policy: Policy) -> Analytics:
    if not known(found.functions):
        return found
    return replace(found, functions=tuple(_off(function, policy) for function in found.functions))


def _off(function: Function, policy: Policy) -> Function:
    banned = function.kind in BANNED and function.kind not in policy.allowed_analytics
    return replace(function, enabled=False) if banned else function


@control.explains
def explain(found: Analytics, policy: Policy) -> str:
    """Which are on by leave."""
    functions = found.functions if known(found.functions) else ()
    kept = [f.name for f in functions if f.enabled is True and f.kind in BANNED and f.kind in policy.allowed_analytics]
    return f"on by leave of the policy: {', '.join(kept)}" if kept else ""
