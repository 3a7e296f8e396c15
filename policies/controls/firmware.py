"""4.2.26: software is updated within a reasonable time of its release."""

from dataclasses import replace
from datetime import timedelta
from fnmatch import fnmatchcase

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Level, Policy
from sightline.settings import Absent, Firmware, known

control = Control(
    "firmware",
    reads=Firmware,
    title="Firmware is at the approved level",
    severity="high",
    looks_at=("version", "built", "pending"),
    remedy="firmware",
)


def level(found: Firmware, policy: Policy) -> Level:
    """The approved level of this model; NotMet where nobody has approved one."""
    for candidate in policy.firmware:
        if candidate.driver == policy.declared.driver and fnmatchcase(found.model, candidate.model):
            return candidate
    raise NotMet(f"no firmware is approved for model {found.model}: add it to policies/firmware.yml")


@control.wants
def wants(found: Firmware, policy: Policy) -> Firmware:
    """A newer build than the approved one is as good; an older one has its days of grace.

    A device that lists its own updates is judged by them.
    """
    if not isinstance(found.pending, Absent):
        return by_updates(found, policy)
    approved = level(found, policy)
    if approved.supported_until and policy.today > approved.supported_until:
        raise NotMet(f"the maker's support of {found.model} ended on {approved.supported_until}: replace the device")
    late = policy.today > approved.released + timedelta(days=policy.firmware_grace_days)
    if known(found.built) and found.built < approved.built and late:
        return replace(found, version=approved.version, built=approved.built)
    return found


def by_updates(found: Firmware, policy: Policy) -> Firmware:
    """Nothing pending, by lists that are no older than the days of grace: an ended support shows in old ones."""
    for one in policy.firmware:
        ours = one.driver == policy.declared.driver and fnmatchcase(found.model, one.model)
        if ours and one.supported_until and policy.today > one.supported_until:
            raise NotMet(f"support of {found.model} ended on {one.supported_until}: install a later release")
    oldest = policy.today - timedelta(days=policy.firmware_grace_days)
    built = oldest if known(found.built) and found.built < oldest else found.built
    return replace(found, pending=0, built=built)


@control.explains
def explain(found: Firmware, policy: Policy) -> str:
    if not isinstance(found.pending, Absent):
        return f"by the device's own lists of updates, of {found.built}" if known(found.built) else ""
    approved = level(found, policy)
    if known(found.built) and found.built < approved.built:
        until = approved.released + timedelta(days=policy.firmware_grace_days)
        return f"{approved.version} is approved since {approved.released}, to be installed by {until}"
    return f"approved level is {approved.version}, built {approved.built}"
