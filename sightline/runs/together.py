"""A recorder and its cameras speak of the same channels: they are judged once all of them are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sightline.bridge.fact import Reading
from sightline.bridge.link import Link
from sightline.estate.model import Device
from sightline.policy.witness import Peer


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one device said in this run, before it is judged."""

    link: Link
    readings: dict[str, Reading]
    started: datetime


@dataclass
class Together:
    """Holds reads until their group is whole. A device that shares no channel is a group of its own."""

    _group: dict[str, frozenset[str]]
    _read: dict[str, Read] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Iterable[Link]) -> "Together":
        """Groups among the devices of this run: a recorder that is not among them is asked nothing."""
        devices = {link.device.id: link.device for link in links}
        members: dict[str, set[str]] = {}
        for device in devices.values():
            members.setdefault(_head(device, devices), set()).add(device.id)
        return cls({one: frozenset(group) for group in members.values() for one in group})

    def add(self, read: Read) -> Sequence[tuple[Read, list[Read]]]:
        """Each device of the group with its peers, once the last of them is read; nothing before."""
        self._read[read.link.device.id] = read
        group = self._group[read.link.device.id]
        if not group <= self._read.keys():
            return ()
        return _with_peers([self._read.pop(one) for one in sorted(group)])

    def rest(self) -> Sequence[tuple[Read, list[Read]]]:
        """What was read of groups that will not be whole any more: the run was stopped."""
        left = list(self._read.values())
        self._read.clear()
        return _with_peers(left)


def _head(device: Device, devices: Mapping[str, Device]) -> str:
    """The recorder in front of all: a recorder may itself stand behind another."""
    passed: set[str] = set()
    while device.recorder in devices and device.id not in passed:
        passed.add(device.id)
        device = devices[device.recorder]
    return device.id


def _with_peers(reads: Sequence[Read]) -> list[tuple[Read, list[Read]]]:
    return [(one, [other for other in reads if _linked(one, other)]) for one in reads]


def _linked(one: Read, other: Read) -> bool:
    ours, theirs = one.link.device, other.link.device
    return one is not other and (ours.id == theirs.recorder or theirs.id == ours.recorder)


def peer(one: Read, other: Read, setting: str) -> Peer:
    """What `other` says of the setting, and by which names of the channel they share."""
    ours, theirs = one.link.device, other.link.device
    found = other.readings[setting].found
    if theirs.recorder == ours.id:
        return Peer(name=theirs.name, found=found, channel=theirs.recorder_channel, theirs="")
    return Peer(name=theirs.name, found=found, channel="", theirs=ours.recorder_channel)
