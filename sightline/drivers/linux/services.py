"""What the host offers and whom it calls: by its units, its inetd lines, its programs and what listens (section 2).

A service counts as on where one of them says so, and as off only where all of them were read.
"""

from collections.abc import Iterable

from sightline.drivers.linux import sshd
from sightline.drivers.linux.doors import DOORS, INETDS, NAMES, PROGRAMS, Door, carries, is_open
from sightline.drivers.linux.listeners import SCRIPT as LISTENERS
from sightline.drivers.linux.listeners import anonymous, listeners, multicast
from sightline.drivers.linux.session import Session, reason
from sightline.drivers.linux.units import asked, switched_off, units
from sightline.errors import DeviceError, WriteRefused
from sightline.settings import Maybe, Service, Services, known
from sightline.settings.services import SERVICES

SCRIPT = {"units": asked(NAMES), "listeners": LISTENERS, "programs": PROGRAMS, "sshd": sshd.SCRIPT}
ORDER = list(SERVICES)
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
    """One service after the other, SSH's own settings last (safety rule 3). Nothing is switched on."""
    before = {service.service: service.enabled for service in found.services}
    off = []
    for service in wanted.services:
        if service.enabled == before.get(service.service) or not known(service.enabled):
            continue
        if service.enabled or service.service in ("ssh", "http", "https", "rtsp"):
            raise WriteRefused(f"{service.service} may be somebody's way in, or is only ever switched off")
        off.append(service.service)
    for door in DOORS:
        if door.service in off:
            _alone(door, off, before)
            _shut(device, door)
    sshd.close(device, [name for name in off if name in sshd.OPTIONS])
    if left := set(off) - {door.service for door in DOORS} - sshd.OPTIONS.keys():
        raise WriteRefused(f"{', '.join(sorted(left))} is the recorder's own program's: switch it off there")


def _alone(door: Door, off: list[str], before: dict[str, Maybe[bool]]) -> None:
    """Two doors of one program are closed together, or not at all: one of them may be needed."""
    for other in DOORS:
        shared = set(door.units) & set(other.units)
        if shared and other.service not in off and before.get(other.service) is True:
            raise WriteRefused(f"{door.service} cannot be closed without {other.service}: both are {min(shared)}'s")


def _shut(device: Session, door: Door) -> None:
    """Its units, sockets first; its lines of inetd; and inetd itself where no line is left."""
    from pyinfra.operations import files, systemd

    said, listed = device.words("programs"), units(device)
    if door.service.startswith("snmp") and "v3user" in said:
        raise WriteRefused("snmpd has SNMPv3 users: take its communities out by hand, it is not stopped from here")
    if any(carries(line, door) for line in said.get("xinetd", ())):
        raise WriteRefused(f"xinetd carries {door.service}: it is not switched off from here")
    rows = [line.split() for line in said.get("inetd", ())]
    going = [row for row in rows if carries(" ".join(row[1:]), door)]
    for file, name in {(row[0], row[1]) for row in going}:
        line = rf"^[[:space:]]*{name.replace('*', '[*]')}[[:space:]].*$"
        device.apply(files.line._inner(path=file, line=line, present=False))
    names = [*door.units, *(INETDS if going and going == rows else ())]
    for unit in sorted(listed.named(names), key=lambda name: not name.endswith(".socket")):
        if listed.on(unit):
            for operation in switched_off(listed, unit):
                device.apply(operation)
    if going and going != rows:
        for unit in [one for one in listed.named(INETDS) if listed.active(one)]:
            device.apply(systemd.service._inner(service=unit, restarted=True))
