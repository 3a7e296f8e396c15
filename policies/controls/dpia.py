"""4.2.2: an impact assessment before a new system and before changes, reviewed yearly."""

from collections.abc import Iterator

from sightline.policy.finding import Change
from sightline.policy.policy import Policy
from sightline.policy.register import Register, RegisterControl

control = RegisterControl(
    "dpia",
    title="The impact assessment is there, and younger than the last change",
    severity="high",
    asks="The impact assessment was reviewed, and covers the system as it stands now",
    every="dpia_months",
)


@control.lacks
def lacks(register: Register, policy: Policy) -> Iterator[Change]:
    """Its reference; and nothing that was added, exchanged or upgraded since the last review."""
    attested = register.entries.get("dpia")
    if not (register.dpia or (attested and attested.entry.reference)):
        yield Change(where="reference", found=None, wanted="the assessment's own")
    for swap in register.swaps:
        if attested and swap.when > attested.entry.when:
            where, wanted = f"{swap.device} since {swap.when}", f"no change after the review of {attested.entry.when}"
            yield Change(where=where, found=swap.what, wanted=wanted)
