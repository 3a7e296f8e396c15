"""What listens on the host's network, and whose program it is (ss(8))."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from sightline.drivers.linux.session import Session, reason
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Maybe
from sightline.settings import Unsupported as Unsupportable

SCRIPT = r"""
need ss
ss -Hltn >/dev/null || exit 1
ss -Hltnp | sed 's/^/tcp /'
ss -Hlunp | sed 's/^/udp /'
ss -Hunp state established | sed 's/^/sends /'
ss -Hwnp | sed 's/^/raw /'
{ iptables-save -t nat; ip6tables-save -t nat; nft list ruleset; } | grep -wiE 'dnat' | sed 's/^/forward /'
echo end
"""
NAMELESS = "a program without a name"
#: From here on Linux gives ports to whoever asks for any.
CHANCE = 32_768
#: A port that the firewall passes on to a program that is not seen here: a container's.
FORWARDED, FORWARD = "a program behind a forwarded port", re.compile(r"\b(tcp|udp)\b.*?dport (\d{1,5})\b")
PROGRAM = re.compile(r'"([^"]*)"')
#: Programs that listen and show no pictures. A file server is none of them: its shares may hold the recordings.
NO_PICTURES = frozenset(
    (
        "sshd",
        "chronyd",
        "ntpd",
        "systemd-timesyncd",
        "systemd-resolved",
        "systemd-networkd",
        "rpcbind",
        "snmpd",
        "vsftpd",
        "proftpd",
        "inetd",
        "inetutils-inetd",
        "xinetd",
        "in.telnetd",
        "telnetd",
        "miniupnpd",
        "avahi-daemon",
        "wsdd",
        "wsdd2",
        "python3-wsdd",
        "dhclient",
        "dhcpcd",
        "NetworkManager",
        "cupsd",
        "master",
        "exim4",
        "postfix",
        "rsyslogd",
        "node_exporter",
        "nmbd",
        "dnsmasq",
        "systemd-resolve",
        "systemd-network",
        "systemd-timesyn",
    )
)


@dataclass(frozen=True, kw_only=True)
class Listener:
    """One socket that takes what comes. `local`: from the host itself alone. `program` is "" where it is not said."""

    protocol: str
    port: int
    local: bool
    program: str

    @property
    def shown(self) -> str:
        """For people: a port that was taken by chance says nothing."""
        name = self.program[:40] or NAMELESS
        return f"{name} on {self.protocol} {self.port}" if self.port < CHANCE else name


def listeners(device: Session) -> list[Listener]:
    """Every listening socket of TCP and UDP, and every port that is passed on."""
    found = device.words("listeners")
    if "end" not in found:
        raise UnexpectedReply("ss did not come to its end")
    own = [_listener(protocol, line) for protocol in ("tcp", "udp") for line in found.get(protocol, ())]
    return own + [_forwarded(line) for line in found.get("forward", ())]


def _forwarded(line: str) -> Listener:
    """Port 0 where the rule names none: then it may be any."""
    told = FORWARD.search(line[:512])  # a longer line would be looked through again from each of its words
    protocol, port = (told[1], int(told[2])) if told else ("tcp", 0)
    return Listener(protocol=protocol, port=port, local=False, program=FORWARDED)


def _listener(protocol: str, line: str) -> Listener:
    """`LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=95,fd=3))`."""
    fields = line.split()
    address, _, port = fields[3].rpartition(":") if len(fields) > 4 else ("", "", "")
    if not port.isdigit():
        raise UnexpectedReply(f"ss says {line[:60]!r}")
    programs = PROGRAM.findall(line)
    program = programs[0] if len(set(programs)) == 1 else ", ".join(dict.fromkeys(programs))
    return Listener(protocol=protocol, port=int(port), local=_local(address), program=program)


def _local(address: str) -> bool:
    try:
        return ip_address(address.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


def _strangers(device: Session, protocol: str) -> list[str]:
    """Listeners of programs that are not known."""
    own = (one for one in listeners(device) if one.protocol == protocol and not one.local)
    return sorted({one.shown for one in own if one.program not in NO_PICTURES and not _activation(one)})


def _activation(one: Listener) -> bool:
    """systemd holds SSH's port where it starts sshd by itself."""
    return one.program == "systemd" and one.port == 22


def anonymous(device: Session) -> Maybe[bool]:
    """False only where each program that listens is known to show no pictures."""
    try:
        strangers = _strangers(device, "tcp")
    except DeviceError as problem:
        return reason(problem)
    if not strangers:
        return False
    return Unsupportable(
        f"whether it shows pictures without a login only the program itself can tell: {_few(strangers)}"
    )


def multicast(device: Session) -> Maybe[bool]:
    """False only where each program that has a socket for datagrams is known to stream nothing."""
    try:
        found = device.words("listeners")
        lines = [*found.get("sends", ()), *found.get("raw", ())]
        programs = {name for line in lines for name in PROGRAM.findall(line) or [""]} - NO_PICTURES
        strangers = sorted({*_strangers(device, "udp"), *(name[:40] or NAMELESS for name in programs)})
    except DeviceError as problem:
        return reason(problem)
    if not strangers:
        return False
    return Unsupportable(f"whether it streams to a group only the program itself can tell: {_few(strangers)}")


def _few(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
