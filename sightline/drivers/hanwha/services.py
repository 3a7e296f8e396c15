"""What the device offers (reference, B6). Spellings are those of [HM] security 4 to 6, and of [HW] for network.cgi."""

from sightline.drivers.hanwha import policy
from sightline.drivers.hanwha.audio import PROFILES
from sightline.drivers.hanwha.channels import each, is_open, sources, whole
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Maybe, Service, Services, Unread, known
from sightline.settings import Unsupported as Unsupportable

#: Services with a menu of their own, and its switch.
SWITCHES = {
    "upnp": ("network", "upnpdiscovery", "Enable"),
    "snmp-v1": ("network", "snmp", "Version1"),
    "snmp-v2c": ("network", "snmp", "Version2"),
    "discovery": ("network", "bonjour", "Enable"),
}
NOT_CONFIRMED = {
    "p2p-cloud": "no menu for the maker's cloud is confirmed (E)",
    "platform": "no menu for a platform outside is confirmed (B6)",
    "telnet": "no menu for telnet is confirmed (E)",
    "ssh": "no menu for SSH is confirmed (E)",
    "ftp": "the device shows a server to send pictures to, and no switch (B6)",
    "ddns": "the spelling of network/ddns is not confirmed (E)",
    "onvif": "no switch for ONVIF is confirmed (B6)",
    "rtsp": "no switch for RTSP is confirmed (B6)",
}
SNMP = ("Version1", "Version2", "Version3")


def read(device: Session) -> Services:
    """Every service of ours that this make has a switch for, and those it is known to have none for."""
    found = [Service(service=name, enabled=_switch(device, *where)) for name, where in SWITCHES.items()]
    found += [Service(service=name, enabled=Unsupportable(why)) for name, why in NOT_CONFIRMED.items()]
    found += [
        Service(service="multicast", enabled=_multicast(device)),
        Service(service="anonymous-view", enabled=_anonymous(device)),
        Service(service="http", enabled=policy.http(device)),
        Service(service="https", enabled=policy.https(device)),
    ]
    return Services(services=tuple(found))


def _switch(device: Session, cgi: str, menu: str, key: str) -> Maybe[bool]:
    """One switch, or one for each network card: one of several on is on."""
    listed = device.feature(cgi, menu)
    if not isinstance(listed, Document):
        return listed
    try:
        keys = [name for name in listed.values if name.rpartition(".")[2] == key]
        switches = {listed.flag(name) for name in keys}
        return True in switches if switches else Unread(f"{listed.where}: no {key}")
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _multicast(device: Session) -> Maybe[bool]:
    """At the profiles ([HM], guide, 6.2); a channel without a camera has none."""
    switches: list[bool] = []
    try:
        listed = device.view(*PROFILES)
        for number, row in each(device, listed).items():
            profiles = {} if isinstance(row, Unread) else row.rows("Profile")
            if not profiles and is_open(sources(device)[number]):
                raise UnexpectedReply(f"media/videoprofile: no profile of channel {number}")
            switches += [profile.flag("RTPMulticastEnable") for profile in profiles.values()]
    except (UnexpectedReply, Unsupported) as problem:
        return True if True in switches else Unread(str(problem))
    if True in switches:
        return True
    whole_list = switches and not listed.lines
    return False if whole_list else Unread(f"{listed.where}: no profile, or a list in lines, which may go on")


def _anonymous(device: Session) -> Maybe[bool]:
    """Guests on cameras, and streams without a login on all."""
    guest, streams = _switch(device, "security", "guest", "Enable"), _open_streams(device)
    if True in (guest, streams):
        return True
    unknown = [one for one in (streams, guest) if not known(one) and not isinstance(one, Absent)]
    return unknown[0] if unknown else False if False in (guest, streams) else streams


def _open_streams(device: Session) -> Maybe[bool]:
    listed = device.feature("security", "rtsp")
    if not isinstance(listed, Document):
        return listed
    said = {"Protected": False, "Anonymous": True}
    try:
        found = listed.need("RTSPAuthentication")
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return said.get(found, Unread(f"security/rtsp: {found[:40]!r}"))


def write(device: Session, found: Services, wanted: Services) -> None:
    """One switch at a time. The web interface is never closed here (safety rule 3)."""
    before = {service.service: service.enabled for service in found.services}
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.service not in (*SWITCHES, "multicast", "anonymous-view"):
            raise WriteRefused(f"{service.service} may be somebody's way in: it is not closed from here")
        _write(device, service.service, service.enabled)


def _write(device: Session, name: str, enabled: bool) -> None:
    if name in ("snmp-v1", "snmp-v2c"):
        standing = device.view("network", "snmp")
        values = {key: standing.flag(key) for key in SNMP if key in standing.values}
        device.tell("network", "snmp", "set", {**values, SWITCHES[name][2]: enabled})
    elif name in SWITCHES:
        cgi, menu, key = SWITCHES[name]
        device.tell(cgi, menu, "set", {key: enabled})
    elif name == "multicast":
        _write_multicast(device, enabled)
    else:
        if _switch(device, "security", "guest", "Enable") is (not enabled):
            device.tell("security", "guest", "set", {"Enable": enabled})
        if _open_streams(device) is (not enabled):
            device.tell("security", "rtsp", "set", {"RTSPAuthentication": "Anonymous" if enabled else "Protected"})


def _write_multicast(device: Session, enabled: bool) -> None:
    for number, row in each(device, device.view(*PROFILES)).items():
        for name, profile in ({} if isinstance(row, Unread) else row.rows("Profile")).items():
            if profile.flag("RTPMulticastEnable") is not enabled:
                device.tell(
                    *PROFILES, "update", {"Profile": whole(name), "RTPMulticastEnable": enabled}, channel=number
                )
