"""4.2.11, 4.2.14, 4.2.12: extracts have an owner, a place and a day of review, and are destroyed when it is over."""

from collections.abc import Iterator

from sightline.policy.finding import Change
from sightline.policy.policy import Policy
from sightline.policy.register import Register, RegisterControl

control = RegisterControl(
    "extract-register",
    title="Extracts are listed, and none is overdue",
    severity="high",
    asks="The list of extracts is whole, and each is where the list says",
)


@control.lacks
def lacks(register: Register, policy: Policy) -> Iterator[Change]:
    for one in register.extracts:
        if one.stands(policy.today) and one.review < policy.today:
            where = f"extract {one.name} of case {one.case}, held by {one.owner}"
            yield Change(where=where, found=f"to be reviewed on {one.review}", wanted="reviewed or destroyed")
