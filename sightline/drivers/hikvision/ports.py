"""The list of ports: ids differ per device, the protocol's name does not ([F]; reference, section 6)."""

from sightline.wire import xml

PATH, ROOT = "Security/adminAccesses", "AdminAccessProtocolList"
PROTOCOLS = {"discovery": "Bonjour", "http": "HTTP", "https": "HTTPS", "rtsp": "RTSP"}


def row(ports: xml.Element, name: str) -> xml.Element | None:
    """The row of a service of ours, or None."""
    rows = xml.children(ports, "AdminAccessProtocol")
    return next((one for one in rows if xml.text(one, "protocol") == PROTOCOLS[name]), None)
