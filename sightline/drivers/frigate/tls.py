"""Its own TLS: a proxy before it may have another (recorders.md, 5)."""

from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Maybe, Unread
from sightline.wire import plainjson


def enabled(device: Session) -> Maybe[bool]:
    """On as it comes."""
    try:
        return plainjson.need(device.config, bool, "tls", "enabled")
    except UnexpectedReply as problem:
        return Unread(str(problem))
