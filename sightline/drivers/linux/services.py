"""What the host offers and whom it calls: by its units, its inetd lines, its programs and what listens (section 2).

A service counts as on where one of them says so, and as off only where all of them were read.
"""

import re
from collections.abc import Iterable
from typing import Any

from sightline.drivers.linux import sshd
from sightline.drivers.linux.doors import DOORS, INETDS, NAMES, PROGRAMS, Door, carries, is_open
from sightline.drivers.linux.listeners import SCRIPT as LISTENERS
from sightline.drivers.linux.listeners import anonymous, listeners, multicast
from sightline.drivers.linux.session import Session, reason
from sightline.drivers.linux.units import asked, facts, switched_off, units
from sightline.errors import DeviceError, WriteRefused
from sightline.settings import Maybe, Service, Services, known
from sightline.settings.services import SERVICES

SCRIPT = {"units": asked(NAMES), "listeners": LISTENERS, "programs": PROGRAMS, "sshd": sshd.SCRIPT}
ORDER = list(SERVICES)
#: Programs that a tunnel is made by, and what their interfaces are called: our own SSH may come through one.
TUNNELS = ("p2p-cloud", "platform")
INSIDE = re.compile(r"lo$|tailscale|ts|zt|wg|tun|tap|utun|ppp|nebula")
ASK_WAY = 'set -- $SSH_CONNECTION; echo "$3"; ip -o address'
WEB = (("http", (80, 8080)), ("https", (443, 8443)), ("rtsp", (554, 8554)))


def read(device: Session) -> Services:
    """SSH itself is our way in. What a program of the recorder's own offers is told by what listens."""
    found = [Service(service=door.service, enabled=is_open(device, door.service)) for door in DOORS]
    found += [Service(service=name, enabled=_listens(device, ports)) for name, ports in WEB]
    found += [
        Service(service="multicast", enabled=multicast(device)),
        Service(service="anonymous-view", enabled=anonymous(device)),
        Service(service="ssh", enabled=True),
        Service(service="ssh-password", enabled=sshd.takes_passwords(device)),
        Service(service="ssh-root", enabled=sshd.lets_root_in(device)),
    ]
    return Services(services=tuple(sorted(found, key=lambda one: ORDER.index(one.service))))


def _listens(device: Session, ports: Iterable[int]) -> Maybe[bool]:
    try:
        return any(one.port in ports for one in listeners(device) if one.protocol == "tcp" and not one.local)
    except DeviceError as problem:
        return reason(problem)


def write(device: Session, found: Services, wanted: Services) -> None:
    """All doors at once, SSH's own settings last (safety rule 3). Nothing is switched on."""
    before = {service.service: service.enabled for service in found.services}
    off = []
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.enabled or service.service in ("ssh", "http", "https", "rtsp"):
            raise WriteRefused(f"{service.service} may be somebody's way in, or is only ever switched off")
        off.append(service.service)
    going = [door for door in DOORS if door.service in off]
    already = sshd.off(device)
    stays = {door.service: why for door in going if (why := _alone(door, off, before) or _not_ours(device, door))}
    _shut(device, [door for door in going if door.service not in stays])
    sshd.close(device, [name for name in off if name in sshd.OPTIONS], already)
    if left := set(off) - {door.service for door in DOORS} - sshd.OPTIONS.keys():
        raise WriteRefused(f"{', '.join(sorted(left))} is the recorder's own program's: switch it off there")
    if stays:
        raise WriteRefused("; ".join(dict.fromkeys(stays.values())))


def _alone(door: Door, off: list[str], before: dict[str, Maybe[bool]]) -> str:
    """Two doors of one program are closed together, or not at all: one of them may be needed."""
    for other in DOORS:
        shared = set(door.units) & set(other.units)
        if shared and other.service not in off and before.get(other.service) is True:
            return f"{door.service} cannot be closed without {other.service}: both are {min(shared)}'s"
    return ""


def _not_ours(device: Session, door: Door) -> str:
    """What else is behind a door, and keeps it from being closed from here."""
    said = device.words("programs")
    if door.service in TUNNELS and (
        why := _way_in(device.ssh.run(ASK_WAY, sudo=False).output.decode("utf-8", "replace"))
    ):
        return f"{door.service} is not closed: {why}"
    if door.service.startswith("snmp") and "v3user" in said:
        return "snmpd has SNMPv3 users: take its communities out by hand, it is not stopped from here"
    if any(carries(line, door) for line in said.get("xinetd", ())):
        return f"xinetd carries {door.service}: it is not switched off from here"
    return ""


def _way_in(said: str) -> str:
    """Why a tunnel may be our own way in; "" where our connection ends at an ordinary interface."""
    first, *rows = [line.split() for line in said.splitlines()] or [[]]
    if len(first) != 1:
        return "the host does not say at which address our own SSH comes in"
    at = [row[1] for row in rows if len(row) > 3 and row[3].partition("/")[0] == first[0]]
    if not at:
        return f"our own SSH comes in at {first[0][:60]}, which is no interface's address"
    return f"our own SSH comes in by {at[0][:40]}" if INSIDE.match(at[0]) else ""


def _shut(device: Session, doors: list[Door]) -> None:
    """Their lines of inetd; their units, sockets first; and inetd itself where no line is left."""
    from pyinfra.operations import files, systemd

    if not doors:
        return
    said, listed = device.words("programs"), units(device)
    rows = [line.split() for line in said.get("inetd", ())]
    going = [row for row in rows if any(carries(" ".join(row[1:]), door) for door in doors)]
    steps: list[Iterable[Any]] = []
    for file, name in dict.fromkeys((row[0], row[1]) for row in going):
        line = rf"^[[:space:]]*{name.replace('*', '[*]')}[[:space:]].*$"
        steps.append(files.line._inner(path=file, line=line, present=False))
    names = [*(name for door in doors for name in door.units), *(INETDS if going and going == rows else ())]
    found = sorted(listed.named(names), key=lambda name: not name.endswith(".socket"))
    steps += switched_off(listed, [unit for unit in found if listed.on(unit)])
    if going and going != rows:
        active = [unit for unit in listed.named(INETDS) if listed.active(unit)]
        steps += [systemd.service._inner(service=unit, restarted=True) for unit in active]
    device.apply(*steps, told=facts(listed))
