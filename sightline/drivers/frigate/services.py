"""What it offers, as far as it is its own (recorders.md, 5); the rest is its host's."""

from sightline.drivers.frigate import tls
from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Maybe, Service, Services, Unread, Unsupported
from sightline.wire import plainjson

HOSTS = ("upnp", "telnet", "ssh", "ftp", "snmp-v1", "snmp-v2c", "discovery", "ddns", "multicast")
OF_HOST = Unsupported("it is a program in a container: what its host offers, only the host can tell (recorders.md, 5)")
CLOUD = Unsupported("no source says when it calls outside by itself (recorders.md, 5)")
INSIDE = Unsupported(
    "this address asks for a login; its port 5000 asks for none, and whether that is published only its host can tell "
    "(recorders.md, 5)"
)
STREAMS = Unsupported("whether its streams are published to the network only its host can tell (recorders.md, 5)")


def read(device: Session) -> Services:
    """Reached without a login, or with its own switched off, it shows pictures to everybody."""
    found = [Service(service=name, enabled=OF_HOST) for name in HOSTS]
    found += [
        Service(service="p2p-cloud", enabled=CLOUD),
        Service(service="platform", enabled=CLOUD),
        Service(service="anonymous-view", enabled=_anonymous(device)),
        Service(service="onvif", enabled=Absent("it has no ONVIF interface")),
        Service(service="http", enabled=INSIDE),
        Service(service="https", enabled=tls.enabled(device)),
        Service(service="rtsp", enabled=STREAMS),
    ]
    return Services(services=tuple(found))


def _anonymous(device: Session) -> Maybe[bool]:
    if device.open:
        return True
    try:
        return INSIDE if plainjson.need(device.config, bool, "auth", "enabled") else True
    except UnexpectedReply as problem:
        return Unread(str(problem))
