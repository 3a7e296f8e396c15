"""The device's own log (reference, B13)."""

from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply
from sightline.errors import Unsupported as NotSupported
from sightline.settings import Logging, Maybe, Unread, Unsupported

#: Logins and changes stand in these.
LOGS = ("accesslog", "systemlog")


def read(device: Session) -> Logging:
    """A log that the unit lists is kept: none has a switch. Remote logs are not confirmed (E)."""
    return Logging(kept=_kept(device), collectors=Unsupported("no menu for a remote log is confirmed (B13, E)"))


def _kept(device: Session) -> Maybe[bool]:
    try:
        listed = [name for name in LOGS if device.capabilities().lists("system", name)]
    except (UnexpectedReply, NotSupported) as problem:
        return Unread(str(problem))
    return True if listed else Unsupported("the device lists no log of logins and changes")
