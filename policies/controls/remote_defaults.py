"""4.2.23: what a maker switches on for convenience is off, unless the policy allows it or another system needs it."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Service, Services, Unread

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
control = Control("remote-defaults", reads=Services, title="Remote defaults are off", severity="critical", cuts=True)


@control.wants
def wants(found: Services, policy: Policy) -> Services:
    """A service of which the driver says nothing is not read, whatever the others are."""
    there = {service.service for service in found.services}
    silence = Unread("the driver says nothing of this service")
    missing = tuple(Service(service=name, enabled=silence) for name in JUDGED if name not in there)
    return Services(services=(*(_off(service, policy) for service in found.services), *missing))


def _off(service: Service, policy: Policy) -> Service:
    kept = service.service not in JUDGED or service.service in (*policy.allowed_services, *policy.declared.needs)
    return service if kept else replace(service, enabled=False)


@control.explains
def explain(found: Services, policy: Policy) -> str:
    """Which switches were on by leave."""
    kept = [s.service for s in found.services if s.service in JUDGED and s.enabled is True and _off(s, policy) is s]
    return f"on by leave of the policy or the inventory: {', '.join(kept)}" if kept else ""
