"""What it offers, as far as it is its own (recorders.md, 3, item 6); the rest is its host's."""

from sightline.drivers.zoneminder.films import BY_HAND, served
from sightline.drivers.zoneminder.monitors import flag, maybe, monitors
from sightline.drivers.zoneminder.session import OPEN, Session
from sightline.errors import WriteRefused
from sightline.settings import Absent, Maybe, Service, Services, Unread, Unsupported, known

OF_HOST = ("upnp", "telnet", "ssh", "ftp", "snmp-v1", "snmp-v2c", "discovery", "ddns", "multicast")
HOST = Unsupported("a program of its host: what that offers, only the host can tell (recorders.md, 3): add it by SSH")
CLOUD = Unsupported("no source says whether it calls outside in another way (recorders.md, 3)")
STREAMS = Unsupported("whether its own RTSP server asks for a login is not confirmed (recorders.md, 3, item 6)")
#: Anonymous figures of the installation, sent to its makers.
TELEMETRY = "ZM_TELEMETRY_DATA"


def read(device: Session) -> Services:
    """`platform` is its telemetry. Reached without a login it shows pictures to everybody."""
    rtsp = maybe(lambda: any(flag(row["Monitor"], "RTSPServer") for row in monitors(device)))
    found = [Service(service=name, enabled=HOST) for name in OF_HOST]
    found += [
        Service(service="p2p-cloud", enabled=CLOUD),
        Service(service="platform", enabled=maybe(lambda: _on(device, TELEMETRY))),
        Service(service="anonymous-view", enabled=_anonymous(device, rtsp)),
        Service(service="onvif", enabled=Absent("it has no ONVIF interface")),
        Service(service="http", enabled=HOST),
        Service(service="https", enabled=True if device.target.endpoint.scheme == "https" else HOST),
        Service(service="rtsp", enabled=rtsp),
    ]
    return Services(services=tuple(found))


def _on(device: Session, name: str) -> bool:
    return flag({name: device.config(name)}, name)


def _anonymous(device: Session, rtsp: Maybe[bool]) -> Maybe[bool]:
    """With the relay `none` a name alone opens pictures (includes/auth.php); and films may lie open on the web."""
    if device.open:
        return True
    relay = maybe(lambda: device.config("ZM_AUTH_RELAY"))
    if not known(relay) or relay == "none":
        return relay if not known(relay) else True
    if relay not in ("hashed", "plain"):
        return Unread(f"ZM_AUTH_RELAY is {str(relay)[:40]!r}")
    films = maybe(lambda: served(device))
    if films is True or not known(rtsp):
        return films if films is True else rtsp
    return STREAMS if rtsp else films


def write(device: Session, found: Services, wanted: Services) -> None:
    """Its telemetry alone. Its login is never switched on from here: who cannot prove it first locks himself out."""
    before = {one.service: one.enabled for one in found.services}
    changed = {one.service: one.enabled for one in wanted.services if one.enabled != before[one.service]}
    if changed.get("platform") is False:
        device.set(TELEMETRY, "0")
    if "anonymous-view" in changed:
        raise WriteRefused(OPEN if device.open else BY_HAND)
    if others := sorted(changed.keys() - {"platform"}):
        raise WriteRefused(f"{others[0]} cannot be switched here")
