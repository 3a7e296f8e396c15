"""Where a device's services are: by GetServices, and by GetCapabilities for what that leaves out (reference, G2)."""

import re
from urllib.parse import urlsplit

from sightline.drivers.onvif.words import ANALYTICS, DEVICE, MEDIA, RECORDING, SEARCH
from sightline.errors import UnexpectedReply
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
