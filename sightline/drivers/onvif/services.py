"""What the device offers, as far as ONVIF has a word for it (reference, D6)."""

from sightline.drivers.onvif.profiles import profiles, reason
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import DEVICE, MEDIA2
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Maybe, Service, Services, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

PROTOCOLS = ("http", "https", "rtsp")
NOWHERE = ("upnp", "p2p-cloud", "platform", "telnet", "ssh", "ftp", "snmp-v1", "snmp-v2c")
NO_WORD = Unsupportable("ONVIF has no word for it (onvif.md, D6)")
NO_SWITCH = Unsupportable("whether streams want a login is not in ONVIF (onvif.md, D6): only RTSP itself tells")
DISCOVERY = {"Discoverable": True, "NonDiscoverable": False}
DDNS = {"NoUpdate": False, "ClientUpdates": True, "ServerUpdates": True}


def read(device: Session) -> Services:
    """Each service that a policy may ask about; what ONVIF cannot say is unsupported, never off."""
    found = [Service(service=name, enabled=NO_WORD) for name in NOWHERE]
    found += [
        Service(service="discovery", enabled=_word(device, "GetDiscoveryMode", "DiscoveryMode", DISCOVERY)),
        Service(service="ddns", enabled=_ddns(device)),
        Service(service="multicast", enabled=_multicast(device)),
        Service(service="anonymous-view", enabled=True if device.open_view else NO_SWITCH),
        Service(service="onvif", enabled=True),
    ]
    found += [Service(service=name, enabled=_protocol(device, name)) for name in PROTOCOLS]
    return Services(services=tuple(found))


def _ddns(device: Session) -> Maybe[bool]:
    if device.denies(DEVICE, "DynDNS"):
        return Unsupportable("its capabilities say that ONVIF tells nothing of dynamic DNS here")
    return _word(device, "GetDynamicDNS", "DynamicDNSInformation/Type", DDNS)


def _word(device: Session, operation: str, path: str, words: dict[str, bool]) -> Maybe[bool]:
    try:
        said = xml.need(device.ask(DEVICE, operation), path)
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    return words.get(said, Unread(f"{operation} says {said[:40]!r}"))


def _protocol(device: Session, name: str) -> Maybe[bool]:
    try:
        rows = list(xml.children(device.ask(DEVICE, "GetNetworkProtocols"), "NetworkProtocols"))
        own = [xml.need_boolean(row, "Enabled") for row in rows if xml.need(row, "Name").lower() == name]
        return any(own) if own else Unsupportable(f"the device lists no {name.upper()} among its protocols")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _multicast(device: Session) -> Maybe[bool]:
    """On where one profile is sent so; off only where each list was read and one of them has the switch."""
    try:
        found = [profile.multicast for profile in profiles(device)]
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    if True in found:
        return True
    unread = next((one for one in found if not (one is None or known(one))), None)
    if unread is not None:
        return unread
    return False if False in found else Unsupportable("no profile has a multicast switch")


def write(device: Session, found: Services, wanted: Services) -> None:
    """One switch at a time. Neither ONVIF itself nor the ways in are ever closed here (safety rule 3)."""
    before = {service.service: service.enabled for service in found.services}
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.enabled is not False:
            raise WriteRefused(f"{service.service} is only ever switched off")
        _off(device, service.service)


def _off(device: Session, name: str) -> None:
    if name == "discovery":
        device.tell(DEVICE, "SetDiscoveryMode", DiscoveryMode="NonDiscoverable")
    elif name == "ddns":
        device.tell(DEVICE, "SetDynamicDNS", Type="NoUpdate")
    elif name == "multicast":
        sent = {profile.token: profile.service for profile in reversed(profiles(device)) if profile.multicast is True}
        for token, service in sent.items():
            if service == MEDIA2:
                device.tell_by_hand(service, "StopMulticastStreaming", element(service, "ProfileToken", token))
            else:
                device.tell(service, "StopMulticastStreaming", ProfileToken=token)
    else:
        raise WriteRefused(f"{name} has no switch in ONVIF, or may be somebody's way in: it is not closed from here")
