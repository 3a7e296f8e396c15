"""What the device offers and whom it calls (reference, C6): LAPI's switches, and ONVIF's words for the rest."""

from dataclasses import dataclass

from sightline.drivers.onvif import services as onvif
from sightline.drivers.onvif.profiles import any_of, reason
from sightline.drivers.onvif.words import DEVICE
from sightline.drivers.uniview.fields import number, switch
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Maybe, Service, Services, Unread, known
from sightline.settings import Unsupported as Unsupportable


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One document with one switch, on devices of that kind; `whole` False where only the key itself is sent."""

    service: str
    kinds: tuple[str, ...]
    path: str
    key: str
    whole: bool = True


BOTH = ("camera", "recorder")
SWITCHES = (
    Switch(service="telnet", kinds=("camera",), path="Channel/0/NetWork/Telnet", key="Enable"),
    Switch(service="ssh", kinds=("recorder",), path="Network/SSH", key="Enabled"),
    Switch(service="p2p-cloud", kinds=BOTH, path="Network/Cloud", key="Enabled", whole=False),
    Switch(service="upnp", kinds=("camera",), path="Channel/0/NetWork/PortMap", key="Enable"),
)
HTTPS = Switch(service="https", kinds=("camera",), path="NetWork/HTTPS", key="Enable")
#: Mode 0 lets anybody in; RTSP has 1 Basic and 2 Digest, the web interface 2 Digest.
LOGINS, DIGEST = {"NetWork/RtspAuth": (0, 1, 2), "NetWork/HttpAuth": (0, 2)}, 2
SNMP, V3 = "NetWork/SNMP", 1
BY_ONVIF = ("discovery", "ddns", "multicast", "onvif", "http", "https", "rtsp")
NOWHERE = {
    "platform": "registering with a platform is not confirmed for this make (reference, C6)",
    "ftp": "the fields of NetWork/FTP are not confirmed (reference, C6)",
    "snmp-v1": "no field says whether SNMP v1 is answered (reference, C6)",
}
NO_PATH = "no path of a {} for it is confirmed (reference, C6 and E)"


def read(device: Session) -> Services:
    """Each service that a policy may ask about."""
    said = {one.service: _switch(device, one) for one in SWITCHES}
    said |= _by_onvif(device)
    if device.kind == "camera":
        said["https"] = _switch(device, HTTPS)
    said["snmp-v2c"], said["anonymous-view"] = _snmp(device), _anonymous(device)
    said |= {name: Unsupportable(why) for name, why in NOWHERE.items()}
    return Services(services=tuple(Service(service=name, enabled=enabled) for name, enabled in said.items()))


def _switch(device: Session, one: Switch) -> Maybe[bool]:
    if device.kind not in one.kinds:
        return Unsupportable(NO_PATH.format(device.kind))
    try:
        return switch(device.get(one.path), one.key)
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _by_onvif(device: Session) -> dict[str, Maybe[bool]]:
    """Only of a device whose ONVIF service answers at all: the driver of that name takes it for granted."""
    try:
        device.onvif.lists(DEVICE)
    except (UnexpectedReply, Unsupported) as problem:
        return dict.fromkeys(BY_ONVIF, reason(problem))
    found = onvif.read(device.onvif)
    return {one.service: one.enabled for one in found.services if one.service in BY_ONVIF}


def _snmp(device: Session) -> Maybe[bool]:
    """Type 1 is SNMPv3 alone. That 0 is chosen does not say that anything answers."""
    if device.kind == "recorder":
        return Unsupportable(NO_PATH.format(device.kind))
    try:
        kind = number(device.get(SNMP), "Type")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    if kind > V3:
        return Unread(f"{SNMP}: Type is {kind}")
    return False if kind == V3 else Unsupportable("SNMPv2 is chosen, and no confirmed field says whether it is on")


def _anonymous(device: Session) -> Maybe[bool]:
    if device.kind == "recorder":
        return Unsupportable(NO_PATH.format(device.kind))
    return any_of([_open(device, path) for path in LOGINS])


def _open(device: Session, path: str) -> Maybe[bool]:
    try:
        mode = number(device.get(path), "Mode")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    return mode == 0 if mode in LOGINS[path] else Unread(f"{path}: Mode is {mode}")


def write(device: Session, found: Services, wanted: Services) -> None:
    """One switch at a time, and only off. The ways in are never closed here (safety rule 3)."""
    before = {service.service: service for service in found.services}
    for service in wanted.services:
        old = before.get(service.service, service)
        if service.enabled == old.enabled or not known(service.enabled):
            continue
        if service.enabled is not False:
            raise WriteRefused(f"{service.service} is only ever switched off")
        _off(device, service.service)


def _off(device: Session, name: str) -> None:
    own = next((one for one in SWITCHES if one.service == name), None)
    if own is not None:
        data = device.edit(own.path) if own.whole else {}
        device.put(own.path, {**data, own.key: 0})
    elif name == "anonymous-view":
        for path in [one for one in LOGINS if _open(device, one) is True]:
            device.put(path, {**device.edit(path), "Mode": DIGEST})
    else:
        on, off = (Services(services=(Service(service=name, enabled=enabled),)) for enabled in (True, False))
        onvif.write(device.onvif, on, off)
