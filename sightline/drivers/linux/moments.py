"""The host's clock beside ours (reference, section 8)."""

import re
from datetime import UTC, datetime

from sightline.drivers.linux.session import Session
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Maybe, Unread, known

#: A time that is less sure than this is not told: seconds.
SURE_SECONDS = 2.0
STAMP = re.compile(r"\d{9,11}\.\d{1,9}")


def offset(device: Session) -> Maybe[float]:
    """The host's clock less ours in seconds: the middle of what its first and its last stamp allow, as NTP does it."""
    try:
        start, finish, sent, received = device.moments()
        highest, lowest = (_stamp(start) - sent).total_seconds(), (_stamp(finish) - received).total_seconds()
    except DeviceError as problem:
        return Unread(str(problem))
    if highest < lowest:
        return Unread("the host's clock was set while it was read")
    if highest - lowest > 2 * SURE_SECONDS:
        return Unread(f"the host's clock cannot be told: the way to it took {highest - lowest:.1f} s")
    return (highest + lowest) / 2


def _stamp(lines: list[str]) -> datetime:
    if len(lines) != 1 or not STAMP.fullmatch(lines[0]):
        raise UnexpectedReply(f"the host's time is {' '.join(lines)[:40]!r}")
    return datetime.fromtimestamp(float(lines[0]), UTC)


def age_of(device: Session) -> tuple[datetime, float]:
    """Our clock at the script's end, and how far the host's is ahead of it: what ages of files are counted from."""
    ahead = offset(device)
    if not known(ahead):
        raise UnexpectedReply(f"ages of files mean nothing: {ahead.reason}")
    return device.moments()[3], ahead
