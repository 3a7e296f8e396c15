"""Rules and modules of analytics, by the configuration that a profile carries (reference, D11 and D12)."""

import re
from dataclasses import dataclass

from sightline.drivers.onvif.profiles import profiles
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import ANALYTICS, SCHEMA
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml

QNAME = re.compile(r"(?:([A-Za-z0-9._-]+):)?([A-Za-z0-9._-]+)", re.ASCII)
NO_SERVICE = "the device lists no analytics service: what its maker's own functions do is not said (onvif.md, D11)"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A rule or a module that is there, which means that it works. `type` is the name in its QName; `standard` where
    that is ONVIF's own. `modes` are the values of its parameter Mode."""

    name: str
    type: str
    standard: bool
    modes: tuple[str, ...]


def configurations(device: Session) -> dict[str, str]:
    """The channel of each configuration of analytics that a profile carries, by its token.

    Raises Unsupported where there is nothing to ask, UnexpectedReply where a list of profiles was not read.
    """
    if not device.lists(ANALYTICS):
        raise Unsupported(NO_SERVICE)
    found = profiles(device)
    if missing := next((one for one in found if one.missing), None):
        raise UnexpectedReply(f"{missing.token} was not read, so which analytics there are is not known")
    tokens = {one.analytics: one.channel for one in found if one.analytics}
    if not tokens:
        raise Unsupported("no profile carries a configuration of analytics to ask about (onvif.md, D11)")
    return tokens


def rules(device: Session, token: str) -> list[Entry]:
    """Those of one configuration. Raises Unsupported where the capabilities deny any."""
    return _entries(device, token, "GetRules", "Rule", "RuleSupport")


def modules(device: Session, token: str) -> list[Entry]:
    """Those of one configuration. Raises Unsupported where the capabilities deny any."""
    return _entries(device, token, "GetAnalyticsModules", "AnalyticsModule", "AnalyticsModuleSupport")


def _entries(device: Session, token: str, operation: str, name: str, capability: str) -> list[Entry]:
    if device.denies(ANALYTICS, capability):
        raise Unsupported(f"its capabilities deny {capability}: what its maker's own functions do is not said")
    answer = device.ask(ANALYTICS, operation, element(ANALYTICS, "ConfigurationToken", token))
    return [_entry(row) for row in xml.children(answer, name)]


def _entry(row: xml.Element) -> Entry:
    said = QNAME.fullmatch((row.get("Type") or "").strip())
    if said is None or not row.get("Name"):
        raise UnexpectedReply("a rule or module of analytics without its name or type")
    items = xml.children(row, "Parameters/SimpleItem")
    modes = (one.get("Value") or "" for one in items if one.get("Name") == "Mode")
    return Entry(
        name=row.get("Name") or "",
        type=said[2],
        standard=row.nsmap.get(said[1]) == SCHEMA,
        modes=tuple(word for mode in modes for word in mode.split()),
    )
