"""Whether pictures arrive and are kept (reference, section 16)."""

from datetime import datetime

from sightline.drivers.dahua import calls, walltime
from sightline.drivers.dahua.channels import connections, encoders, sources
from sightline.drivers.dahua.footage import DAY, File, Held, held
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, need_text
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import ChannelHealth, Health, Maybe, Unread
from sightline.settings import Unsupported as Unsupportable

OWN_LENS = Unsupportable("no confirmed call of a camera says whether its own picture arrives (dahua.md, 16)")
STREAMS = ("Main", "Extra1")


def read(device: Session) -> Health:
    """A recorder says of each channel whether its camera is connected; both say what they record."""
    channels = dict.fromkeys(one.channel for one in encoders(device))
    return Health(channels=tuple(_channel(device, channel, held(device)[channel]) for channel in channels))


def _channel(device: Session, channel: str, of: Held) -> ChannelHealth:
    index = int(channel) - 1
    return ChannelHealth(
        channel=channel,
        live=_live(device, index),
        recording=_recording(device, index),
        newest=None if of.oldest is None else _newest(device, of.day) if isinstance(of.day, tuple) else of.day,
        gap_seconds=_gap(device, of.day) if isinstance(of.day, tuple) else of.day,
        address=_address(device, index),
    )


def _live(device: Session, index: int) -> Maybe[bool]:
    if device.kind == "camera":
        return OWN_LENS
    try:
        states = connections(device)
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return states[index] == "Connected" if index in states else Unread("the recorder says nothing of this channel")


@or_why_not
def _recording(device: Session, index: int) -> Maybe[bool]:
    """Nested twice on recorders; null for a channel that nothing is bound to."""
    params = device.answer(calls.RECORDING).params
    state = at(params, "state", "state") or at(params, "state")
    row = at(state, index)
    if not isinstance(row, dict):
        return Unread(f"the device does not say whether channel {index + 1} is recorded")
    return any(_state(row, stream) for stream in STREAMS)


def _state(row: Tree, stream: str) -> bool:
    """True, or 1; a stream that is not there is not recorded."""
    said = at(row, stream, "State")
    return said != 0 if isinstance(said, int) else bool(boolean(row, stream, "State"))


def _newest(device: Session, files: tuple[File, ...]) -> Maybe[datetime | None]:
    """A channel that was silent for a day has its newest recording somewhere before it."""
    if not files:
        return Unread("nothing was recorded in the last 24 hours; older recordings were not searched for the newest")
    return walltime.in_utc(device, max(file.end for file in files))


def _gap(device: Session, files: tuple[File, ...]) -> float:
    """Up to the device's own now."""
    now = walltime.now(device)
    covered, longest = now - DAY, 0.0
    for file in files:
        longest = max(longest, (file.start - covered).total_seconds())
        covered = max(covered, file.end)
    return max(longest, (now - covered).total_seconds(), 0.0)


def _address(device: Session, index: int) -> Maybe[str]:
    """That a channel is wired is nowhere said: one that is not listed may as well be cut off."""
    if device.kind == "camera":
        return ""
    try:
        return need_text(sources(device).get(index), "Address")
    except UnexpectedReply as problem:
        return Unread(f"RemoteDevice, channel {index + 1}: {problem}")
    except Unsupported as problem:
        return Unsupportable(str(problem))
