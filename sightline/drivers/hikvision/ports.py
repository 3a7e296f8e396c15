"""The list of ports: ids differ per device, the protocol's name does not ([F]; reference, section 6)."""

from sightline.errors import UnexpectedReply
from sightline.wire import xml

PATH, ROOT = "Security/adminAccesses", "AdminAccessProtocolList"
PROTOCOLS = {"discovery": "Bonjour", "http": "HTTP", "https": "HTTPS", "rtsp": "RTSP"}


def row(ports: xml.Element, name: str) -> xml.Element | None:
    """The row of a service of ours, or None. Raises UnexpectedReply for two: nobody knows which one is in force."""
    rows = [one for one in xml.children(ports, "AdminAccessProtocol") if xml.text(one, "protocol") == PROTOCOLS[name]]
    if len(rows) > 1:
        raise UnexpectedReply(f"{PATH} lists {PROTOCOLS[name]} {len(rows)} times")
    return rows[0] if rows else None
