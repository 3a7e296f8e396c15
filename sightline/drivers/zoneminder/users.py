"""Its users' rows, and what ours may see."""

from typing import Any

from sightline.drivers.zoneminder.session import Session
from sightline.errors import UnexpectedReply
from sightline.wire import plainjson


def users(device: Session) -> list[dict[str, Any]]:
    """Every user once, ours among them."""
    found = device.rows("users", "users", "User")
    names = [plainjson.need(row, str, "Username") for row in found]
    if len(set(names)) < len(names) or not (device.open or device.target.user in names):
        raise UnexpectedReply(f"users: {len(names)} accounts, and not ours, or one twice")
    return found


def ours(device: Session) -> dict[str, Any]:
    """Our own user."""
    return next(row for row in users(device) if row["Username"] == device.target.user)
