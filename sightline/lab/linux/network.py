"""A network namespace with one cable to this machine and no way further: the container sees `lo` and `eth0`."""

from pathlib import Path

from sightline.lab.device import LabError
from sightline.lab.linux.programs import run

#: A /30 of 10.77.0.0/16 each: this machine is its first address, the recorder its second.
CABLES = 16_384
NAMESPACES = Path("/run/netns")
INTERFACES = Path("/sys/class/net")


def plug(namespace: str) -> str:
    """Makes the namespace and its cable. Returns the recorder's address."""
    _ip("netns", "add", namespace)
    _ip("-n", namespace, "link", "set", "lo", "multicast", "on", "up")
    for number in range(CABLES):
        cable = f"sightline{number}"
        if not (INTERFACES / cable).exists() and _laid(cable, namespace):
            return _addressed(number, cable, namespace)
    raise LabError("no address of 10.77.0.0/16 is free")


def unplug(namespace: str) -> None:
    """Removes the namespace, and with it the cable; nothing where there is none."""
    if (NAMESPACES / namespace).exists():
        _ip("netns", "delete", namespace)


def _laid(cable: str, namespace: str) -> bool:
    """False where somebody else took that name in the same moment."""
    try:
        _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace)
    except LabError:
        if (INTERFACES / cable).exists():
            return False
        raise
    return True


def _addressed(number: int, cable: str, namespace: str) -> str:
    ours, theirs = (f"10.77.{number // 64}.{number % 64 * 4 + end}" for end in (1, 2))
    _ip("address", "add", f"{ours}/30", "dev", cable)
    _ip("link", "set", cable, "up")
    _ip("-n", namespace, "address", "add", f"{theirs}/30", "dev", "eth0")
    _ip("-n", namespace, "link", "set", "eth0", "up")
    return theirs


def _ip(*words: str) -> None:
    run(("ip", *words))
