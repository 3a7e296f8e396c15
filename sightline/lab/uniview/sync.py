"""Who sets the clock: the one state that LAPI and ONVIF both show."""

from lxml import etree

from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents
from sightline.lab.onvif.time import NTP, TIME, Time
from sightline.lab.uniview.replies import Data

BY_NTP, BY_HAND, NAME, ADDRESS = 3, 0, 2, 0


class Sync:
    """LAPI's first server is ONVIF's."""

    def __init__(self, documents: Documents, time: Time) -> None:
        self._documents, self._time = documents, time

    @property
    def mode(self) -> int:
        return BY_NTP if soap.text(self._documents[TIME], "SystemDateAndTime/DateTimeType") == "NTP" else BY_HAND

    def set_mode(self, mode: int) -> None:
        word = "NTP" if mode == BY_NTP else "Manual"
        soap.put(self._documents[TIME], "SystemDateAndTime/DateTimeType", word)
        self._time.follow()

    def servers(self, data: Data) -> Data:
        """LAPI's data with ONVIF's first server in it."""
        row = data["NTPServerInfos"][0]
        first = next(soap.every(self._documents[NTP], "NTPInformation/NTPManual"), None)
        name = "" if first is None else soap.text(first, "DNSname")
        address = "0.0.0.0" if first is None else soap.text(first, "IPv4Address")  # noqa: S104 - an empty slot
        shown = {"AddressType": NAME, "DomainName": name} if name else {"AddressType": ADDRESS, "IPAddress": address}
        return {**data, "NTPServerInfos": [{**row, **shown}]}

    def point(self, data: Data) -> None:
        """ONVIF's server by LAPI's."""
        row = data["NTPServerInfos"][0]
        named = row["AddressType"] == NAME
        sent = etree.Element("SetNTP")
        etree.SubElement(sent, "FromDHCP").text = "false"
        manual = etree.SubElement(sent, "NTPManual")
        kind, form, key = ("DNS", "DNSname", "DomainName") if named else ("IPv4", "IPv4Address", "IPAddress")
        for name, value in (("Type", kind), (form, row[key])):
            etree.SubElement(manual, f"{{{soap.NAMESPACES['tt']}}}{name}").text = value
        self._time.set_ntp(sent)
