"""4.2.28: the time in the picture is right to the second, and NTP keeps it so."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Policy
from sightline.settings import Clock, known

control = Control(
    "clock",
    reads=Clock,
    title="The clock is set by NTP and right",
    severity="high",
    looks_at=("source", "servers", "offset_seconds"),
)


@control.wants
def wants(found: Clock, policy: Policy) -> Clock:
    """Any of the policy's servers will do; where another one is set, every slot gets one of them."""
    if not policy.ntp:
        raise NotMet("the policy names no NTP server: set `ntp` in its values")
    right = bool(found.servers) and set(found.servers) <= set(policy.ntp)
    offset = found.offset_seconds
    if known(offset) and abs(offset) > policy.clock_tolerance_seconds:
        offset = 0.0
    slots = range(max(1, len(found.servers)))
    servers = found.servers if right else tuple(policy.ntp[slot % len(policy.ntp)] for slot in slots)
    return replace(found, source="ntp", servers=servers, offset_seconds=offset)


@control.explains
def explain(found: Clock, policy: Policy) -> str:
    """An offset of whole quarters of an hour is a wrong zone or summer-time rule, not a slow clock."""
    offset = found.offset_seconds
    if not known(offset) or abs(offset) <= policy.clock_tolerance_seconds:
        return ""
    quarters = round(offset / 900)
    if quarters and abs(offset - quarters * 900) <= policy.clock_tolerance_seconds:
        return f"off by {quarters / 4:+g} hours: look at the device's time zone, {found.time_zone}"
    return f"the device's clock is {abs(offset):.0f} seconds {'ahead' if offset > 0 else 'behind'}"
