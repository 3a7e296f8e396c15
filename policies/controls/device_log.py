"""4.2.29: what is done on the device is logged, and the log leaves the device."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Policy
from sightline.settings import Collector, Logging, known

control = Control(
    "device-log",
    reads=Logging,
    title="The device's log is kept and sent to the estate's collector",
    severity="medium",
    looks_at=("kept", "collectors"),
)


@control.wants
def wants(found: Logging, policy: Policy) -> Logging:
    """Another collector beside ours may stay. A device that does not say by which protocol is taken at its word."""
    ours = policy.log_collector
    if ours is None:
        raise NotMet("the policy names no collector: set `log_collector` in its values")
    sent = known(found.collectors) and any(_same(one, ours) for one in found.collectors)
    return replace(found, kept=True, collectors=found.collectors if sent else (ours,))


def _same(one: Collector, ours: Collector) -> bool:
    return (one.host, one.port) == (ours.host, ours.port) and one.protocol in ("", ours.protocol)
