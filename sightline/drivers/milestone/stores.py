"""Storages of every recording server, and the archives behind them (recorders.md, 9)."""

from dataclasses import dataclass

from sightline.drivers.milestone.session import Row, Session, identity
from sightline.errors import UnexpectedReply
from sightline.wire import plainjson


@dataclass(frozen=True, kw_only=True)
class Place:
    """One storage or archive. `server` and `name` are for people; `live` is the id of the storage that cameras record
    to: an archive's footage comes from there."""

    resource: str
    row: Row
    server: str
    name: str
    live: str

    @property
    def id(self) -> str:
        """Its own."""
        return identity(self.row)


def places(device: Session) -> list[Place]:
    """Every place that holds footage."""
    found = []
    for server in device.all("recordingServers"):
        shown = plainjson.need(server, str, "displayName")
        for storage in device.below("recordingServers", server, "storages"):
            found.append(_place("storages", storage, shown, identity(storage)))
            for archive in device.below("storages", storage, "archiveStorages"):
                found.append(_place("archiveStorages", archive, shown, identity(storage)))
    if not found:
        raise UnexpectedReply("no recording server lists a storage")
    if len({(one.resource, one.id) for one in found}) < len(found):
        raise UnexpectedReply("one storage is listed by two recording servers")
    return found


def _place(resource: str, row: Row, server: str, live: str) -> Place:
    name = plainjson.need(row, str, "displayName")
    return Place(resource=resource, row=row, server=server, name=name, live=live)
