"""Services that are more than one switch (reference, A6)."""

from sightline.drivers.axis import answers, discovery, params
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.clean import clean

BONJOUR, DISCOVERABLE = "Network.Bonjour.Enabled", "WebService.DiscoveryMode.Discoverable"
CLOUD, SNMP, ONVIF = "RemoteService.Enabled", "SNMP.Enabled", "Properties.API.WebService.ONVIF.ONVIF"
VERSIONS = {"snmp-v1": ("SNMP.V1", "snmpV1"), "snmp-v2c": ("SNMP.V2c", "snmpV2")}
MULTICAST = ("Network.RTP.R#.AlwaysMulticastVideo", "Network.RTP.R#.AlwaysMulticastAudio")
GROUPS = "Network.RTP.NbrOfRTPGroups"
ANONYMOUS = ("System.BoaProtViewer", "Network.RTSP.ProtViewer")
#: Telnet could be switched on by editing a file up to 5.x (A6).
TELNET_UNTIL = 5


def any_of(device: Session, names: tuple[str, ...], apis: tuple[str, ...]) -> Maybe[bool]:
    """On where one is. The first may be replaced by an interface of newer firmware; the others come and go with it."""
    said = [device.switch(name) for name in names]
    if isinstance(said[0], Absent) and True not in said:
        said[0] = discovery.without(device, names[0], apis)
    if True in said:
        return True
    unknown = next((one for one in said if isinstance(one, Unread | Unsupportable)), None)
    return unknown or (False if False in said else said[0])


def cloud(device: Session) -> Maybe[bool]:
    """`oneclick`, the default, waits for somebody to press the button: that is on (A6)."""
    said = device.params.get(CLOUD)
    if said is None:
        return discovery.without(device, CLOUD, ("remoteservice", "oak"))
    found = True if said.lower() == "oneclick" else params.boolean(said)
    return _strange(CLOUD, said) if found is None else found


def _strange(name: str, said: str) -> Unread:
    return Unread(f"{name} is {clean(said, 40)!r}, which is not known")


def snmp(device: Session, version: str, member: str) -> Maybe[bool]:
    """On where SNMP is, and this version of it."""
    whole, own = device.switch(SNMP), device.switch(version)
    if known(whole) and known(own):
        return whole and own
    if isinstance(whole, Absent) and isinstance(own, Absent):
        return _snmp_by_rest(device, member, whole)
    return next(one for one in (whole, own) if not known(one))


def _snmp_by_rest(device: Session, member: str, lack: Absent) -> Maybe[bool]:
    """[12.11] The REST interface, at the path that the device names."""
    if not discovery.has_json(device):
        return lack
    try:
        path = discovery.rest(device).get("snmp")
        if path is None:
            return lack
        found = answers.rest(path, device.reply(path))
        if not isinstance(found, dict):
            raise UnexpectedReply(f"{path}: no object")
        on = answers.member(answers.member(found, member, dict), "enabled", bool)
        return answers.member(found, "enabled", bool) and on
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))


def telnet(device: Session) -> Maybe[bool]:
    """By the firmware: there is no parameter for it."""
    if discovery.major(device) > TELNET_UNTIL:
        return Absent("this firmware has no telnet (reference A6)")
    return Unsupportable(
        "telnet is switched on by editing a file on this firmware, which no parameter shows (reference A6)"
    )


def announced(device: Session) -> Maybe[bool]:
    """Bonjour, and WS-Discovery, which has a switch from 9.80 on and is there before it wherever ONVIF is."""
    bonjour, web = any_of(device, (BONJOUR,), ("mdnssd",)), device.switch(DISCOVERABLE)
    if True in (bonjour, web):
        return True
    if isinstance(web, Absent):
        there = device.switch(ONVIF)
        if there is not False and not isinstance(there, Absent):
            return Unsupportable("WS-Discovery has no switch on this firmware (reference A6)")
        web = False
    return next((one for one in (bonjour, web) if isinstance(one, Unread | Unsupportable)), False)


def multicast(device: Session) -> Maybe[bool]:
    """Of every group that is counted."""
    said = [device.switch(name) for name in casts(device)]
    if True in said:
        return True
    unread = next((one for one in said if isinstance(one, Unread)), None)
    groups = xml.number(device.params.get(GROUPS) or "")
    if unread or groups is None:
        return unread or device.lack(GROUPS)
    pictures = sum(1 for _ in device.params.numbered(MULTICAST[0]))
    return False if pictures == groups else Unread(f"{GROUPS} is {groups}, and {pictures} of them are listed")


def casts(device: Session) -> tuple[str, ...]:
    """The switches that stream to whoever listens, without being asked."""
    return tuple(name for pattern in MULTICAST for _, name, _ in device.params.numbered(pattern))


def anonymous(device: Session) -> Maybe[bool]:
    """`******` is a value that is kept from us, or was by whoever recorded it (E)."""
    said = {name: device.params.get(name) for name in ANONYMOUS}
    if "anonymous" in said.values():
        return True
    for name, value in said.items():
        if value not in (None, "password"):
            return _strange(name, str(value))
    lack = next((found for name in said if said[name] is None and isinstance(found := device.lack(name), Unread)), None)
    if lack is not None:
        return lack
    if None not in said.values() or said[ANONYMOUS[0]] == "password":
        return False
    return Unsupportable(
        "the device has no parameter for viewers without a login, and no other word is confirmed (reference A6)"
    )


def onvif(device: Session) -> Maybe[bool]:
    """By the properties: it is there, and no switch of it is confirmed."""
    said = device.switch(ONVIF)
    return Absent("the device has no ONVIF") if said is False else said
