"""4.2.31: what may be a breach reaches the data protection officer, and is dealt with in time."""

from collections.abc import Iterator
from datetime import timedelta

from sightline.policy.finding import Change
from sightline.policy.policy import Policy
from sightline.policy.register import Register, RegisterControl, Unseen

control = RegisterControl(
    "breach-signals",
    title="No draft of an incident stays open longer than the policy allows",
    severity="critical",
    asks="Every draft of an incident was looked at and closed",
    every="",
    kinds=("estate",),
)


@control.lacks
def lacks(register: Register, policy: Policy) -> Iterator[Change]:
    if register.drafts is None:
        raise Unseen("nobody has looked which drafts of incidents are open")
    for draft in register.drafts:
        if policy.now - draft.opened > timedelta(hours=policy.incident_hours):
            found = f"open since {draft.opened:%Y-%m-%d %H:%M} UTC: {draft.what}"
            wanted = f"closed within {policy.incident_hours} hours: `sightline incident close {draft.name} --reason …`"
            yield Change(where=draft.name, found=found, wanted=wanted)
