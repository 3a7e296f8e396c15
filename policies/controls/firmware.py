"""4.2.26: software is updated within a reasonable time of its release."""

from dataclasses import replace
from datetime import timedelta
from fnmatch import fnmatchcase

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Level, Policy
from sightline.settings import Firmware, known

control = Control(
    "firmware",
    reads=Firmware,
    title="Firmware is at the approved level",
    severity="high",
    looks_at=("version", "built"),
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
    """A newer build than the approved one is as good; an older one has its days of grace."""
    approved = level(found, policy)
    if approved.supported_until and policy.today > approved.supported_until:
        raise NotMet(f"the maker's support of {found.model} ended on {approved.supported_until}: replace the device")
    late = policy.today > approved.released + timedelta(days=policy.firmware_grace_days)
    if known(found.built) and found.built < approved.built and late:
        return replace(found, version=approved.version, built=approved.built)
    return found


@control.explains
def explain(found: Firmware, policy: Policy) -> str:
    approved = level(found, policy)
    if known(found.built) and found.built < approved.built:
        until = approved.released + timedelta(days=policy.firmware_grace_days)
        return f"{approved.version} is approved since {approved.released}, to be installed by {until}"
    return f"approved level is {approved.version}, built {approved.built}"
