"""1.3, 2.1, 3.1, 3.3, 3.4, 4.2.5: who answers for the system, and who operates it."""

from collections.abc import Iterator

from sightline.policy.finding import Change
from sightline.policy.policy import Policy
from sightline.policy.register import Register, RegisterControl

control = RegisterControl(
    "roles",
    title="The roles of the system are given",
    severity="high",
    asks="The people named under roles hold them, and know what they are to do",
)
ROLES = ("board_owner", "dpo", "manager", "operators")


@control.lacks
def lacks(register: Register, policy: Policy) -> Iterator[Change]:
    for role in ROLES:
        if not register.roles.get(role):
            yield Change(where=f"roles {role}", found=None, wanted="named in the site file")
