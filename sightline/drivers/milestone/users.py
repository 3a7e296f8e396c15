"""Who may log in, and whether our account is shown all that there is (recorders.md, 9)."""

from sightline.drivers.milestone.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Unread
from sightline.wire import plainjson


def names(device: Session) -> list[str]:
    """Of the basic users. A list without ourselves is not the whole one."""
    found = [plainjson.need(row, str, "name") for row in device.all("basicUsers")]
    if device.target.user not in found:
        raise UnexpectedReply(f"basicUsers lists {len(found)} users, and not ours")
    return found


def hidden(device: Session) -> Unread | None:
    """Why there may be more than is listed: [L] a role decides what a user is shown of everything, so an account that
    is not shown the users need not be shown each camera and microphone."""
    try:
        names(device)
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(f"our account may be shown only a part of what is there: {problem}")
    return None
