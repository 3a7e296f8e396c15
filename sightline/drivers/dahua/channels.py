"""Which channels a device has, and their encoders (reference, 0.1 and 2). Indices are from 0, channels from 1."""

from dataclasses import dataclass

from sightline.drivers.dahua import calls
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, need_number, rows, text
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Unread

#: A table of encoders by text is whole where each of these rows is there for every channel.
WHOLE = (*(("MainFormat", n) for n in range(3)), ("ExtraFormat", 0), *(("SnapFormat", n) for n in range(3)))
REMOTE = "RemoteDevice"
NAMES = {"MainFormat": "main", "ExtraFormat": "sub", "SnapFormat": "picture"}


@dataclass(frozen=True, kw_only=True)
class Encoder:
    """One row of one channel. `path` is where it stands in the table Encode."""

    channel: str
    stream: str
    path: tuple[str | int, ...]
    row: Tree | Unread


def encoders(device: Session) -> list[Encoder]:
    """Every row of every channel: a main stream has one each for general, motion and alarm recording.

    A channel that is bound, connected or named and has no row is Unread: recorders list only those that are bound.
    """
    table = device.table("Encode")
    found = [one for index, row in rows(table, "Encode") for one in _of_channel(index, row)]
    listed = {one.channel for one in found}
    for channel in sorted(named(device) - listed, key=int):
        missing = Unread("Encode does not list the channel: nothing is bound to it, or the reply is not whole")
        found.append(Encoder(channel=channel, stream=f"{channel}-main-1", path=(), row=missing))
    if not found:
        raise UnexpectedReply("Encode lists no channel")
    if not device.plane.closes_itself:
        _whole(table)
    return found


def named(device: Session) -> set[str]:
    """Channels that must have an encoder: a recorder's that show a picture, or are bound to a camera that may be off;
    by text, where a list proves nothing of its end, every one that has a title."""
    found = {str(index + 1) for index, state in connections(device).items() if state == "Connected"} | _bound(device)
    if not device.plane.closes_itself:
        found |= {str(index + 1) for index, _ in rows(device.table("ChannelTitle"), "ChannelTitle")}
    return found


def _bound(device: Session) -> set[str]:
    """By their own rows, where the recorder has them: an empty slot is switched off or has no address."""
    if device.kind != "recorder" or device.lists(REMOTE) is False:
        return set()
    try:
        rows_of = sources(device)
    except Unsupported as problem:
        if device.lists(REMOTE):
            raise UnexpectedReply(f"{REMOTE} is listed, and not there: {problem}") from problem
        return set()
    return {
        str(index + 1) for index, row in rows_of.items() if boolean(row, "Enable") is not False and text(row, "Address")
    }


def connections(device: Session) -> dict[int, str]:
    """The state of each of a recorder's cameras, by index; empty where the device has no such call."""
    try:
        states = at(device.answer(calls.CAMERAS).params, "states")
    except Unsupported:
        return {}
    listed = rows(states, "states")
    found = {need_number(one, "channel"): text(one, "connectionState") for _, one in listed}
    if len(found) < len(listed):
        raise UnexpectedReply(f"{calls.CAMERAS.method} lists a channel twice")
    return found


def sources(device: Session) -> dict[int, Tree]:
    """Where a recorder takes each channel from, by index: `uuid:System_CONFIG_NETCAMERA_INFO_0` is the first."""
    table = device.table(REMOTE)
    if not isinstance(table, dict):
        raise UnexpectedReply(f"{REMOTE} is no table")
    numbers = {str(key).rpartition("_")[2]: row for key, row in table.items()}
    return {int(number): row for number, row in numbers.items() if number.isascii() and number.isdecimal()}


def _of_channel(index: int, row: Tree) -> list[Encoder]:
    return [
        Encoder(
            channel=str(index + 1),
            stream=f"{index + 1}-{short}-{number + 1}",
            path=(index, form, number),
            row=one,
        )
        for form, short in NAMES.items()
        for number, one in rows(at(row, form) or [], form)
    ]


def _whole(table: Tree) -> None:
    for index, row in rows(table, "Encode"):
        gone = [f"{form}[{number}]" for form, number in WHOLE if at(row, form, number) is None]
        if gone:
            raise UnexpectedReply(f"Encode[{index}] has no {gone[0]}: the reply may have been cut")
