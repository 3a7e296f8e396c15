"""Addresses of servers: a document has either `hostName` or `ipAddress`, and says which (reference, section 4)."""

import ipaddress

from lxml import etree

from sightline.wire import xml


def name(row: xml.Element) -> str:
    """The server's name or address; "" for an empty slot."""
    by_name = (xml.text(row, "addressingFormatType") or "").lower() == "hostname"
    said = xml.text(row, "hostName" if by_name else "ipAddress") or ""
    return "" if said == "0.0.0.0" else said  # noqa: S104 - an empty slot, not a bind


def point(document: xml.Element, server: str) -> None:
    """Writes a name or an address: the other form's element is renamed, none is added."""
    try:
        ipaddress.ip_address(server)
        kind, element, other = "ipaddress", "ipAddress", "hostName"
    except ValueError:
        kind, element, other = "hostname", "hostName", "ipAddress"
    xml.put_text(document, "addressingFormatType", kind)
    standing = xml.child(document, other)
    if xml.child(document, element) is None and standing is not None:
        standing.tag = etree.QName(etree.QName(standing).namespace, element).text
    xml.put_text(document, element, server)
