"""The management server's own site [client]."""

from sightline.drivers.milestone.session import Row, Session
from sightline.errors import UnexpectedReply


def own(device: Session) -> Row:
    """Child sites are another resource: more than one here is a riddle."""
    rows = device.all("sites")
    if len(rows) != 1:
        raise UnexpectedReply(f"sites lists {len(rows)} sites")
    return rows[0]
