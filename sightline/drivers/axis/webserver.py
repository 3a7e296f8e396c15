"""Whether the web interface answers without encryption (reference, A6, A14)."""

from sightline.drivers.axis.discovery import has_json
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Maybe, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.clean import clean

#: The groups of accounts, and how each may connect: `http`, `https` or `both`.
POLICY = tuple(f"System.BoaGroupPolicy.{group}" for group in ("admin", "operator", "viewer"))
ASK = '<GetWebServerTlsConfiguration xmlns="http://www.axis.com/vapix/ws/webserver"/>'
CONNECTIONS = {"Http": False, "HttpAndHttps": False, "Https": True}


def https_only(device: Session) -> Maybe[bool]:
    """Where every group must come by HTTPS. [12.11] The web service says it where the parameters do not.

    Never `Absent`: a camera has a web interface.
    """
    said = {name: device.params.get(name) for name in POLICY}
    if None not in said.values():
        strange = next((word for word in said.values() if word not in ("http", "https", "both")), None)
        return all(word == "https" for word in said.values()) if strange is None else Unread(_strange(strange))
    lack = device.lack(next(name for name in POLICY if said[name] is None))
    if not isinstance(lack, Absent):
        return lack
    if set(said.values()) != {None}:
        return Unread(f"{lack.reason}, and has it for other groups")
    if has_json(device):
        return _by_service(device)
    return Unsupportable(f"{lack.reason}, and no other word is confirmed (reference A14)")


def _by_service(device: Session) -> Maybe[bool]:
    try:
        found = xml.child(device.soap(ASK), "Configuration")
        word = "" if found is None else xml.need(found, "ConnectionPolicies/Admin")
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
    return CONNECTIONS.get(word, Unread(_strange(word)))


def _strange(word: str | None) -> str:
    return f"the policy of connections is {clean(word or '', 40)!r}, which is not known"
