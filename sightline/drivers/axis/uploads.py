"""Recording groups (reference, A3): firmware from 12 on may send footage to a store of somebody else's."""

from typing import Any

from sightline.drivers.axis import answers, discovery
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Track, Unread
from sightline.settings import Unsupported as Unsupportable

FIRST, NAME = 12, "recording-group"
NOT_CONFIRMED = Unsupportable("there are recording groups, and what they say is not confirmed (reference A3)")


def uploads(device: Session) -> tuple[Track, ...]:
    """None where the device has no such interface or no such group; else one track of which nothing is known."""
    if discovery.major(device) < FIRST:
        return ()
    try:
        path = discovery.rest(device).get(NAME)
        none = (
            NAME not in discovery.listed(device) if path is None else _is_empty(answers.rest(path, device.reply(path)))
        )
        return () if none else (_track(NOT_CONFIRMED),)
    except (UnexpectedReply, Unsupported) as problem:
        return (_track(Unread(str(problem))),)


def _is_empty(data: Any) -> bool:
    """No group in any of its lists."""
    return all(value in ([], {}, None) for value in data.values()) if isinstance(data, dict) else data == []


def _track(why: Unread | Unsupportable) -> Track:
    return Track(channel="1", track=NAME, recording=why, limit="none", max_days=why, oldest=why)
