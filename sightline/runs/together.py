"""A recorder and its cameras speak of the same channels: they are judged once all of them are read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sightline.bridge.fact import Reading
from sightline.bridge.link import Link
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
            head = device.recorder if device.recorder in devices else device.id
            members.setdefault(head, {head}).add(device.id)
        return cls({one: frozenset(group) for group in members.values() for one in group})

    def add(self, read: Read) -> Sequence[tuple[Read, list[Read]]]:
        """Each device of the group with its peers, once the last of them is read; nothing before."""
        self._read[read.link.device.id] = read
        group = self._group[read.link.device.id]
        if not group <= self._read.keys():
            return ()
        whole = [self._read.pop(one) for one in self._group if one in group]
        return [(one, [other for other in whole if _linked(one, other)]) for one in whole]


def _linked(one: Read, other: Read) -> bool:
    return one.link.device.id in (other.link.device.recorder,) or other.link.device.id == one.link.device.recorder


def peer(one: Read, other: Read, setting: str) -> Peer:
    """What `other` says of the setting, and by which names of the channel they share."""
    ours, theirs = one.link.device, other.link.device
    found = other.readings[setting].found
    if theirs.recorder == ours.id:
        return Peer(name=theirs.name, found=found, channel=theirs.recorder_channel, theirs="")
    return Peer(name=theirs.name, found=found, channel="", theirs=ours.recorder_channel)
