"""What the device offers and whom it calls (reference, A6)."""

from dataclasses import dataclass

from sightline.drivers.axis import remote
from sightline.drivers.axis.session import Session
from sightline.drivers.axis.webserver import https_only
from sightline.errors import WriteRefused
from sightline.settings import Absent, Maybe, Service, Services, known
from sightline.settings.services import SERVICES


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Parameters that switch a service on, each for itself. `apis` of newer firmware may stand in their place."""

    service: str
    names: tuple[str, ...]
    apis: tuple[str, ...] = ()


#: One row per service that is on where one of its parameters is.
SWITCHES = (
    Switch(service="upnp", names=("Network.UPnP.Enabled", "Network.UPnP.NATTraversal.Enabled"), apis=("upnp",)),
    Switch(service="ssh", names=("Network.SSH.Enabled",), apis=("ssh",)),
    Switch(service="ftp", names=("Network.FTP.Enabled",)),
    Switch(
        service="ddns",
        names=("Network.DNSUpdate.Enabled", "Network.AxisNS.Enabled"),
        apis=("dnsupdate-configuration",),
    ),
    Switch(service="https", names=("HTTPS.Enabled",)),
    Switch(service="rtsp", names=("Network.RTSP.Enabled",)),
)
WAYS_IN = ("http", "https", "rtsp")


def read(device: Session) -> Services:
    """Every service of ours, in their order."""
    found = {switch.service: remote.any_of(device, switch.names, switch.apis) for switch in SWITCHES}
    found |= {service: remote.snmp(device, *names) for service, names in remote.VERSIONS.items()}
    found |= {
        "p2p-cloud": remote.cloud(device),
        "platform": Absent("there is no such service beside O3C, which is p2p-cloud (reference A6)"),
        "telnet": remote.telnet(device),
        "discovery": remote.announced(device),
        "multicast": remote.multicast(device),
        "anonymous-view": remote.anonymous(device),
        "onvif": remote.onvif(device),
        "http": _http(device),
    }
    return Services(services=tuple(Service(service=name, enabled=found[name]) for name in SERVICES if name in found))


def _http(device: Session) -> Maybe[bool]:
    only = https_only(device)
    return not only if known(only) else only


def write(device: Session, found: Services, wanted: Services) -> None:
    """All in one request. The web interface and the streams are never closed here (safety rule 3)."""
    before = {service.service: service.enabled for service in found.services}
    todo: dict[str, bool | str] = {}
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.service in WAYS_IN:
            raise WriteRefused(f"{service.service} may be somebody's way in: it is not closed from here")
        if service.enabled:
            raise WriteRefused(f"{service.service} is not switched on from here")
        todo |= _off(device, service.service)
    device.update(todo)


def _off(device: Session, service: str) -> dict[str, bool | str]:
    """Every parameter that stands for on."""
    if service == "anonymous-view":
        return {name: "password" for name in remote.ANONYMOUS if device.params.get(name) == "anonymous"}
    if service == "p2p-cloud":
        return {remote.CLOUD: False}
    names = {
        **{switch.service: switch.names for switch in SWITCHES},
        **{one: (version,) for one, (version, _) in remote.VERSIONS.items()},
        "discovery": (remote.BONJOUR, remote.DISCOVERABLE),
        "multicast": remote.casts(device),
    }
    on = [name for name in names.get(service, ()) if device.switch(name) is True]
    if not on:
        raise WriteRefused(f"no parameter switches {service} off")
    return dict.fromkeys(on, False)
