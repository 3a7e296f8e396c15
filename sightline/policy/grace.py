"""Two versions of the policy side by side: until a day, who complies with either counts. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sightline.policy.finding import Finding
from sightline.policy.policy import Policy

FINE = ("compliant", "waived", "not_applicable")


def either(newer: Sequence[Finding], older: Sequence[Finding], policy: Policy) -> tuple[Finding, ...]:
    """What is said of one device or register: by the newer policy, unless it complies with all of the older alone.

    Half of one and half of the other is neither: the findings of the newer stand then. `policy` is the newer; `older`
    are the findings of the one that it supersedes, which must hold still.
    """
    before = policy.before
    if before is None or not complies(older) or all(one.verdict in FINE for one in newer):
        return tuple(replace(one, policy=policy.version) for one in newer)
    by_slug = {one.control: one for one in older}
    return tuple(_by_older(one, by_slug.get(one.control), policy, before) for one in newer)


def complies(findings: Iterable[Finding]) -> bool:
    """True where nothing is amiss, and something was really found so: that nothing applies is no compliance."""
    verdicts = {one.verdict for one in findings}
    return verdicts <= {*FINE} and bool(verdicts & {"compliant", "waived"})


def _by_older(newer: Finding, older: Finding | None, policy: Policy, before: Policy) -> Finding:
    if newer.verdict in FINE:
        return replace(newer, policy=policy.version)
    grace = f"by policy {before.version}, which counts until {policy.before_until}"
    then = f"by {policy.version} it is {newer.verdict}: {newer.reason}"
    if older is None:
        bare = replace(newer, wanted=None, found=None, channels=(), changes=(), remedy="")
        return replace(bare, verdict="not_applicable", reason=f"not asked {grace}; {then}", policy=before.version)
    return replace(older, reason=f"{older.reason}; {grace}; {then}", policy=before.version)
