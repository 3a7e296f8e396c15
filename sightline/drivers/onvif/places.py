"""Where a device's services are: by GetServices, and by GetCapabilities for what that leaves out (reference, G2)."""

import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from sightline.drivers.onvif.calls import CAPABILITIES as LISTED
from sightline.drivers.onvif.calls import SERVICES, Call
from sightline.drivers.onvif.words import ANALYTICS, DEVICE, MEDIA, RECORDING, SEARCH
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml

#: The one path that every device answers at.
ENTRY = "/onvif/device_service"
#: Capabilities that name a service, by their path below <Capabilities>.
CAPABILITIES = {
    "Device": DEVICE,
    "Media": MEDIA,
    "Analytics": ANALYTICS,
    "Extension/Recording": RECORDING,
    "Extension/Search": SEARCH,
}
#: Services that may be left out of GetServices although they are there.
EXPECTED = (MEDIA, RECORDING, SEARCH)
PATH = re.compile(r"/[!-~]{0,400}")


def find(read: Callable[[Call], xml.Element]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """The path of each service by its namespace, and the capabilities that are denied.

    By GetServices; by GetCapabilities for what that leaves out, or where the device has no GetServices. A list that
    was refused or cut ends it: whoever has media2 has GetServices, so nothing may stand in for it.
    """
    try:
        answer = read(SERVICES)
    except Unsupported:
        return by_capabilities(read(LISTED)) | {DEVICE: ENTRY}, set()
    found = by_services(answer)
    if not found.keys() >= set(EXPECTED):
        with suppress(UnexpectedReply, Unsupported):  # what GetServices lists is there all the same
            found = by_capabilities(read(LISTED)) | found
    return found | {DEVICE: ENTRY}, denied(answer)


def path_of(address: str) -> str:
    """The path of an XAddr. Its scheme and host are the device's idea of itself and are never used (safety rule 6)."""
    try:
        parts = urlsplit(address)
    except ValueError as problem:
        raise UnexpectedReply(f"XAddr {address[:60]!r} is no address") from problem
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme not in ("http", "https") or not PATH.fullmatch(path):
        raise UnexpectedReply(f"XAddr {address[:60]!r} is no address")
    return path


def by_services(answer: xml.Element) -> dict[str, str]:
    """Paths by namespace, from a GetServicesResponse."""
    rows = list(xml.children(answer, "Service"))
    if not rows:
        raise UnexpectedReply("GetServices lists nothing")
    return {xml.need(row, "Namespace"): path_of(xml.need(row, "XAddr")) for row in rows}


def denied(answer: xml.Element) -> set[tuple[str, str]]:
    """What the capabilities in a GetServicesResponse say that a service has not: its namespace, and their word for it.

    [F] Devices give them as attributes of the service's own element, or of a group below it.
    """
    found = set()
    for row in xml.children(answer, "Service"):
        for said in xml.children(row, "Capabilities/Capabilities"):
            for group in (said, *said):
                words = group.attrib.items() if xml.local(group) else ()
                found |= {(xml.need(row, "Namespace"), word) for word, value in words if value in ("false", "0")}
    return found


def by_capabilities(answer: xml.Element) -> dict[str, str]:
    """Paths by namespace, from a GetCapabilitiesResponse, with what stands in its Extension."""
    found = {}
    for place, service in CAPABILITIES.items():
        address = xml.text(answer, f"Capabilities/{place}/XAddr")
        if address:
            found[service] = path_of(address)
    if not found:
        raise UnexpectedReply("GetCapabilities lists nothing")
    return found
