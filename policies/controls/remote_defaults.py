"""4.2.23: what a maker switches on for convenience is off, unless the policy allows it or another system needs it."""

from collections.abc import Iterator
from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.policy.witness import Testimony
from sightline.settings import Outside, Service, Services, Unread

#: The services that the policy's clause names.
JUDGED = (
    "upnp",
    "p2p-cloud",
    "platform",
    "telnet",
    "ssh",
    "ftp",
    "snmp-v1",
    "snmp-v2c",
    "discovery",
    "ddns",
    "multicast",
    "anonymous-view",
)
#: Judged where a device says them: few have such a switch.
JUDGED_WHERE_SAID = ("ssh-password", "ssh-root")
control = Control("remote-defaults", reads=Services, title="Remote defaults are off", severity="critical", cuts=True)


@control.wants
def wants(found: Services, policy: Policy) -> Services:
    """A service of which the driver says nothing is not read, whatever the others are."""
    there = {service.service for service in found.services}
    silence = Unread("the driver says nothing of this service")
    missing = tuple(Service(service=name, enabled=silence) for name in JUDGED if name not in there)
    return Services(services=(*(_off(service, policy) for service in found.services), *missing))


def _off(service: Service, policy: Policy) -> Service:
    return replace(service, enabled=False) if _judged(service.service, policy) else service


def _judged(service: str, policy: Policy) -> bool:
    """The inventory's own way in stays: a host that is reached by SSH needs it."""
    own = ("ssh",) if policy.declared.transport == "ssh" else ()
    kept = (*policy.allowed_services, *policy.declared.needs, *own)
    return service in (*JUDGED, *JUDGED_WHERE_SAID) and service not in kept


@control.witnessed
def seen(outside: Outside, policy: Policy) -> Iterator[Testimony]:
    """Ports and streams that answer, whatever the device says."""
    for one in outside.sightings:
        if _judged(one.about, policy):
            yield Testimony(
                path="services.enabled", of=one.about, channel=None, witness=one.witness, found=one.seen, wanted=False
            )


@control.explains
def explain(found: Services, policy: Policy) -> str:
    """Which switches were on by leave."""
    judged = [s for s in found.services if s.service in (*JUDGED, *JUDGED_WHERE_SAID)]
    kept = [s.service for s in judged if s.enabled is True and _off(s, policy) is s]
    return f"on by leave of the policy or the inventory: {', '.join(kept)}" if kept else ""
