"""How the web interface is reached: security/ssl (reference, B14; [HM] security, 5.3)."""

from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Maybe, Unread, known

SSL = ("security", "ssl")
#: Every policy: HTTP open, HTTPS open.
POLICIES = {
    "HTTP": (True, False),
    "HTTPandHTTPSProprietary": (True, True),
    "HTTPandHTTPSPublic": (True, True),
    "HTTPSProprietary": (False, True),
    "HTTPSPublic": (False, True),
}


def standing(device: Session) -> Maybe[str]:
    """The policy in force."""
    listed = device.feature(*SSL)
    if not isinstance(listed, Document):
        return listed
    try:
        said = listed.need("Policy")
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return said if said in POLICIES else Unread(f"security/ssl: Policy {said[:40]!r}")


def http(device: Session) -> Maybe[bool]:
    """Whether plain HTTP is answered."""
    said = standing(device)
    return POLICIES[said][0] if known(said) else said


def https(device: Session) -> Maybe[bool]:
    """Whether HTTPS is answered."""
    said = standing(device)
    return POLICIES[said][1] if known(said) else said
