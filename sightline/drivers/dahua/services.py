"""What the device offers and whom it calls (reference, section 6)."""

from dataclasses import dataclass

from sightline.drivers.dahua import calls, scan
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, each, rows
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Maybe, Service, Services, Unread, known
from sightline.settings import Unsupported as Unsupportable


@dataclass(frozen=True)
class Switch:
    """One key of one table; `*` is every row of a list, or the table itself where it is none. `at_times`: not
    every device has it; by text it must be there, where its lack may be a cut."""

    service: str
    table: str
    path: tuple[str, ...] = ("Enable",)
    at_times: bool = False


ROWS = ("*", "Enable")
#: A service is on where one of its switches is.
SWITCHES = (
    Switch("upnp", "UPnP"),
    Switch("upnp", "UPnP", ("StartDeviceDiscover",), at_times=True),
    Switch("p2p-cloud", "T2UServer", ROWS),
    Switch("p2p-cloud", "VSP_PaaS"),
    Switch("platform", "VSP_GENETEC", ("ServiceStart",)),
    Switch("telnet", "Telnet"),
    Switch("ssh", "SSHD"),
    Switch("ftp", "NAS", ROWS),
    Switch("snmp-v1", "SNMP"),
    Switch("snmp-v2c", "SNMP"),
    Switch("discovery", "Bonjour"),
    Switch("discovery", "DeviceDiscovery"),
    Switch("ddns", "DDNS", ROWS),
    *(Switch("multicast", "Multicast", (kind, *ROWS), at_times=True) for kind in ("TS", "RTP", "DHII", "RTPAudio")),
    Switch("onvif", "VSP_ONVIF", ("ServiceStart",)),
    Switch("https", "Https"),
    Switch("rtsp", "RTSP"),
)
NAMES = tuple(dict.fromkeys(switch.service for switch in SWITCHES))
WAYS_IN = ("http", "https", "rtsp", "onvif")
NO_HTTP = Unsupportable("no switch of plain HTTP is confirmed (dahua.md, 14)")
OTHER_PLATFORMS = Unsupportable("VSP_GAYS has no confirmed key, nor has the register to a platform (dahua.md, 6)")
SNMP_ON = Unsupportable("SNMP is on, and the keys of its versions are not confirmed (dahua.md, 6)")
NO_KEY = "the key of logins without a name is not known (dahua.md, 6)"


def read(device: Session) -> Services:
    """Every service that a policy may ask about."""
    found = {name: _service(device, name) for name in NAMES}
    if found["platform"] is False:
        found["platform"] = OTHER_PLATFORMS
    for name in ("snmp-v1", "snmp-v2c"):
        found[name] = SNMP_ON if found[name] is True else found[name]
    found |= {"anonymous-view": _anonymous(device), "http": NO_HTTP}
    return Services(services=tuple(Service(service=name, enabled=enabled) for name, enabled in found.items()))


def _service(device: Session, name: str) -> Maybe[bool]:
    """Off only where each of its tables that the device lists was read; a table that it does not list is not there."""
    said = [_switch(device, switch) for switch in SWITCHES if switch.service == name]
    values = [one for group in said if isinstance(group, list) for one in group]
    if True in values:
        return True
    unread = next((group for group in said if isinstance(group, Unread)), None)
    if unread is not None:
        return unread
    missing = next((group for group in said if isinstance(group, Unsupportable)), None)
    return False if values else missing or Unread(f"no switch of {name} is where it should be")


def _switch(device: Session, switch: Switch) -> list[bool] | Unread | Unsupportable:
    try:
        places = _places(device.table(switch.table), switch.path)
        found = [boolean(row, key) for row, key in places]
    except UnexpectedReply as problem:
        return Unread(str(problem))
    except Unsupported as problem:
        return Unsupportable(str(problem))
    needed = not (switch.at_times and device.plane.closes_itself)
    if needed and (None in found or not found):
        return Unread(f"{switch.table} has no {'.'.join(switch.path)}")
    return [one for one in found if one is not None]


def _places(table: Tree, path: tuple[str, ...]) -> list[tuple[Tree, str]]:
    nodes = [table]
    for step in path[:-1]:
        nodes = [below for node in nodes for below in (each(node) if step == "*" else [at(node, step)])]
    return [(node, path[-1]) for node in nodes if node is not None]


def _anonymous(device: Session) -> Maybe[bool]:
    """By a flag of each account, which RPC2 alone gives, and by the device's own scan: two words that must agree."""
    scanned = scan.attention(device, "AnonLoginMode")
    try:
        users = rows(at(device.answer(calls.USERS).params, "users"), "users")
        flags = [boolean(user, "Anonymous") for _, user in users]
    except (UnexpectedReply, Unsupported) as problem:
        return True if scanned is True else Unread(str(problem))
    if True in flags or scanned is True:
        return True
    if flags and None not in flags and scanned is False:
        return False
    return scanned if isinstance(scanned, Unread) else Unsupportable(NO_KEY)


def write(device: Session, found: Services, wanted: Services) -> None:
    """One table at a time, off only. The ways in are never closed here (safety rule 3)."""
    before = {service.service: service.enabled for service in found.services}
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.service in WAYS_IN or service.enabled:
            raise WriteRefused(f"{service.service} is not switched from here: it may be somebody's way in")
        _off(device, service.service)


def _off(device: Session, name: str) -> None:
    tables = dict.fromkeys(switch.table for switch in SWITCHES if switch.service == name)
    if not tables:
        raise WriteRefused(f"{name} has no confirmed switch")
    for table in tables:
        try:
            after = device.edit(table)
        except (UnexpectedReply, Unsupported):
            continue  # what was not read is not written: the reading back says that it is unread
        for switch in SWITCHES:
            if (switch.service, switch.table) == (name, table):
                for row, key in _places(after, switch.path):
                    if boolean(row, key):
                        row[key] = False
        if after != device.table(table):
            device.put(table, after)
