"""What the device offers and whom it calls (reference, section 6)."""

from dataclasses import dataclass

from sightline.drivers.hikvision import ports
from sightline.drivers.hikvision.channels import Stream, streams
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Maybe, Service, Services, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml


@dataclass(frozen=True, kw_only=True)
class Switch:
    """One document with one switch. `flag` is the capability that claims it."""

    service: str
    path: str
    root: str
    element: str
    flag: str


#: One row per switch with a document of its own.
SWITCHES = (
    Switch(service="upnp", path="System/Network/UPnP", root="UPnP", element="enabled", flag="isSupportUpnp"),
    Switch(service="p2p-cloud", path="System/Network/EZVIZ", root="EZVIZ", element="enabled", flag="isSupportEZVIZ"),
    Switch(service="platform", path="System/Network/Ehome", root="Ehome", element="enabled", flag="isSupportEhome"),
    Switch(service="telnet", path="System/Network/telnetd", root="Telnetd", element="enabled", flag="isSupportTelnet"),
    Switch(service="ssh", path="System/Network/ssh", root="SSH", element="enabled", flag="isSupportSSH"),
    Switch(service="snmp-v1", path="System/Network/SNMP", root="SNMP", element="SNMPv1c/enabled", flag="SnmpCap"),
    Switch(service="snmp-v2c", path="System/Network/SNMP", root="SNMP", element="SNMPv2c/enabled", flag="SnmpCap"),
    Switch(service="ddns", path="System/Network/DDNS/1", root="DDNS", element="enabled", flag="isSupportDdns"),
    Switch(
        service="onvif",
        path="System/Network/Integrate",
        root="Integrate",
        element="ONVIF/enable",
        flag="isSupportIntegrate",
    ),
)
FTP, ANONYMOUS = "System/Network/ftp", "Security/UserPermission/anonymouslogin"


def read(device: Session) -> Services:
    """Every service of ours that this make has a switch for, and those it is known to have none for."""
    found = [Service(service=switch.service, enabled=_switch(device, switch)) for switch in SWITCHES]
    found += [Service(service=name, enabled=_port(device, name)) for name in ports.PROTOCOLS]
    found += [
        Service(service="ftp", enabled=_ftp(device)),
        Service(service="multicast", enabled=_multicast(streams(device))),
        Service(service="anonymous-view", enabled=_anonymous(device)),
    ]
    return Services(services=tuple(found))


def _switch(device: Session, switch: Switch) -> Maybe[bool]:
    document = device.feature(switch.path, switch.root, switch.flag)
    if isinstance(document, Absent | Unread | Unsupportable):
        return document
    try:
        return xml.need_boolean(document, switch.element)
    except UnexpectedReply as problem:
        return Unread(f"{switch.path}: {problem}")


def _port(device: Session, name: str) -> Maybe[bool]:
    try:
        row = ports.row(device.get(ports.PATH, ports.ROOT), name)
        if row is None:
            return Unsupportable(f"{ports.PATH} lists no {ports.PROTOCOLS[name]}, and no other switch is confirmed")
        enabled = xml.boolean(row, "enabled")
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
    return Unsupportable(f"{ports.PROTOCOLS[name]} has no switch") if enabled is None else enabled


def _ftp(device: Session) -> Maybe[bool]:
    """The client that uploads pictures; one of several on is on."""
    document = device.feature(FTP, "FTPNotificationList", "isSupportFtp")
    if isinstance(document, Absent | Unread | Unsupportable):
        return document
    try:
        rows = [xml.need_boolean(row, "enabled") for row in xml.children(document, "FTPNotification")]
        return any(rows) if rows else Unread(f"{FTP} lists nothing")
    except UnexpectedReply as problem:
        return Unread(f"{FTP}: {problem}")


def _multicast(found: list[Stream]) -> Maybe[bool]:
    """[F] On at every camera's stream by default; recorders have no such element."""
    unread = [stream.document for stream in found if isinstance(stream.document, Unread)]
    try:
        switches = [
            xml.boolean(stream.document, "Transport/Multicast/enabled")
            for stream in found
            if not isinstance(stream.document, Unread)
        ]
    except UnexpectedReply as problem:
        return Unread(str(problem))
    if True in switches:
        return True
    if unread:
        return unread[0]
    return False if False in switches else Absent("no stream has a multicast switch")


def _anonymous(device: Session) -> Maybe[bool]:
    """The body of this document is not confirmed: where the device has it, we cannot read it. It is not asked for
    where the capabilities say that there is none.
    """
    try:
        if device.flag("isSupportAnonymous") is False:
            return Absent("its capabilities say that nobody can look without a login")
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
    document = device.feature(ANONYMOUS, "anonymouslogin", "isSupportAnonymous")
    if isinstance(document, Absent | Unread | Unsupportable):
        return document
    return Unsupportable(f"{ANONYMOUS} is there, and what it says is not confirmed")


def write(device: Session, found: Services, wanted: Services) -> None:
    """One switch at a time. The web interface and the streams are never closed here (safety rule 3)."""
    before = {service.service: service.enabled for service in found.services}
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.service in ("http", "https", "rtsp"):
            raise WriteRefused(f"{service.service} may be somebody's way in: it is not closed from here")
        _write(device, service.service, str(service.enabled).lower())


def _write(device: Session, name: str, value: str) -> None:
    for switch in SWITCHES:
        if switch.service == name:
            document = device.edit(switch.path, switch.root)
            xml.put_text(document, switch.element, value)
            device.put(switch.path, document)
    if name == "discovery":
        listed = device.edit(ports.PATH, ports.ROOT)
        row = ports.row(listed, name)
        if row is None:
            raise WriteRefused(f"{ports.PATH} lists no {ports.PROTOCOLS[name]}")
        xml.put_text(row, "enabled", value)
        device.put(ports.PATH, listed)
    if name == "ftp":
        document = device.edit(FTP, "FTPNotificationList")
        for row in xml.children(document, "FTPNotification"):
            xml.put_text(row, "enabled", value)
        device.put(FTP, document)
    if name == "multicast":
        for stream in streams(device):
            if isinstance(stream.document, Unread):
                continue
            stands = xml.text(stream.document, "Transport/Multicast/enabled")
            if stands is not None and stands != value:
                path = f"Streaming/channels/{stream.stream}"
                document = device.edit(path, "StreamingChannel")
                xml.put_text(document, "Transport/Multicast/enabled", value)
                device.put(path, document)
