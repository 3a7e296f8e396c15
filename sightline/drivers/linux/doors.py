"""Services by everything that may carry them: units, inetd's lines, programs, ports (reference, section 2)."""

from dataclasses import dataclass

from sightline.drivers.linux.listeners import listeners
from sightline.drivers.linux.session import Session, reason
from sightline.drivers.linux.units import CLOCKS, units
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Maybe

PROGRAMS = r"""
need ps
for file in /etc/inetd.conf /etc/inetd.d/*; do
  [ -f "$file" ] && awk -v file="$file" '/^[ \t]*[^# \t]/ {print "inetd", file, $1, $6, $7}' "$file"
done
for file in /etc/xinetd.conf /etc/xinetd.d/*; do
  [ -f "$file" ] && awk '$1 == "service" {name = $2; off = 0} $1 == "disable" && $3 == "yes" {off = 1}
    $1 == "}" && name != "" {if (!off) print "xinetd", name; name = ""}' "$file"
done
ps -e -o comm= | sed 's/^/runs /'
for file in /etc/snmp/snmpd.conf /etc/snmp/snmpd.conf.d/* /etc/snmp/snmpd.local.conf; do
  [ -f "$file" ] && awk 'tolower($1) ~ /^(rouser|rwuser|createuser)$/ {print "v3user"}' "$file"
done
exit 0
"""


@dataclass(frozen=True, kw_only=True)
class Door:
    """One service by everything that may carry it. `words` are parts of an inetd line; `programs` run by any way."""

    service: str
    units: tuple[str, ...] = ()
    ports: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


TUNNELS = ("tailscaled", "cloudflared", "zerotier-one", "ngrok", "teamviewerd", "anydesk", "rustdesk")
AGENTS = ("meshagent", "amazon-ssm-agent", "landscape-client", "rportd", "rport", "connectd", "remoteit")
PUBLIC_NAMES = ("ddclient", "inadyn", "noip2", "ez-ipupdate", "duc")
DOORS = (
    Door(service="upnp", units=("miniupnpd", "upnpd", "linux-igd"), ports=(("udp", 1900), ("udp", 5351))),
    Door(service="p2p-cloud", units=TUNNELS, programs=TUNNELS),
    Door(service="platform", units=AGENTS, programs=AGENTS),
    Door(service="telnet", units=("telnet", "telnetd", "inetutils-telnetd"), ports=(("tcp", 23),), words=("telnet",)),
    Door(
        service="ftp",
        units=("vsftpd", "proftpd", "pure-ftpd", "tftpd-hpa", "atftpd"),
        ports=(("tcp", 21), ("udp", 69)),
        words=("ftp",),
    ),
    Door(service="snmp-v1", units=("snmpd",), ports=(("udp", 161), ("tcp", 161))),
    Door(service="snmp-v2c", units=("snmpd",), ports=(("udp", 161), ("tcp", 161))),
    Door(service="discovery", units=("avahi-daemon", "wsdd", "wsdd2"), ports=(("udp", 5353), ("udp", 3702))),
    Door(service="ddns", units=PUBLIC_NAMES, programs=PUBLIC_NAMES),
)
INETDS = ("inetutils-inetd", "openbsd-inetd", "inetd")
NAMES = (*(name for door in DOORS for name in door.units), *INETDS, "xinetd", *CLOCKS)


def is_open(device: Session, name: str) -> Maybe[bool]:
    """True as soon as one witness of a door says so; False where all were asked."""
    door = next(door for door in DOORS if door.service == name)
    try:
        witnesses = (_by_unit(device, door), _by_port(device, door), _by_program(device, door))
    except DeviceError as problem:
        return reason(problem)
    return any(witnesses)


def _by_unit(device: Session, door: Door) -> bool:
    listed = units(device)
    return any(listed.on(unit) for unit in listed.named(door.units))


def _by_port(device: Session, door: Door) -> bool:
    open_ports = {(one.protocol, one.port) for one in listeners(device) if not one.local}
    return not open_ports.isdisjoint(door.ports)


def _by_program(device: Session, door: Door) -> bool:
    found = device.words("programs")
    if not found.get("runs"):
        raise UnexpectedReply("ps lists no program")
    running = {line[:15] for line in found.get("runs", ())}
    names = {name[:15] for name in door.programs}
    return not running.isdisjoint(names) or any(
        carries(line, door) for kind in ("inetd", "xinetd") for line in found.get(kind, ())
    )


def carries(line: str, door: Door) -> bool:
    """An inetd line, by its service, its port or its program."""
    numbers = {str(port) for _, port in door.ports}
    return any(word in line for word in door.words) or bool(door.words and numbers & set(line.split()))
