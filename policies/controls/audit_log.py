"""4.2.29: every action on the systems is in our audit log, and the log is as it was written."""

from collections.abc import Iterator

from sightline.policy.finding import Change
from sightline.policy.policy import Policy
from sightline.policy.register import Register, RegisterControl, Unseen
from sightline.settings import Unread

control = RegisterControl(
    "audit-log",
    title="The audit log is whole, and signed",
    severity="high",
    asks="The audit chain verifies, by the estate's own key",
    every="",
    kinds=("estate",),
    of_chain=True,
)


@control.lacks
def lacks(register: Register, policy: Policy) -> Iterator[Change]:
    """Broken is drift; what nobody signed is not proven, which is unread."""
    if isinstance(register.audit, Unread):
        raise Unseen(register.audit.reason)
    if register.audit:
        yield Change(where="audit chain", found=register.audit, wanted="every entry as it was written")
