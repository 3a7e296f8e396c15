"""1.1: fixed, redeployable and dash cam devices; of a redeployable one, the places where it stood."""

from collections.abc import Iterator

from sightline.policy.finding import Change
from sightline.policy.policy import Policy
from sightline.policy.register import Register, RegisterControl

control = RegisterControl(
    "system-kinds",
    title="It is known where a redeployable system stands",
    severity="medium",
    asks="Where a redeployable system stood, from when until when",
    every="",
    kinds=("mobile",),
)


@control.lacks
def lacks(register: Register, policy: Policy) -> Iterator[Change]:
    """The list has a place for today."""
    here = [
        one for one in register.places if one.starts <= policy.today and (one.until or policy.today) >= policy.today
    ]
    if not here:
        yield Change(where="places", found=None, wanted=f"the place where it stands on {policy.today}")
