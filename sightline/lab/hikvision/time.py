"""System/time: the document shows the clock as it runs, and a write sets it."""

import re
from datetime import datetime, timedelta

from sightline.lab.clock import Clock, Zone
from sightline.lab.hikvision import xml
from sightline.lab.hikvision.documents import Documents, Refused

URL = "System/time"
WALL = "%Y-%m-%dT%H:%M:%S"
LOCAL_TIME = re.compile(rb"(<localTime[^>]*>)[^<]{19}([^<]*)(</localTime>)")


class Time:
    """The offset behind the digits is a constant of the recording, right or wrong: real recorders print a wrong one."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    @property
    def zone(self) -> Zone:
        return Zone.decode(xml.text(self._documents.tree(URL), "timeZone"))

    @property
    def follows_ntp(self) -> bool:
        return xml.text(self._documents.tree(URL), "timeMode") == "NTP"

    @property
    def wall(self) -> datetime:
        """What its clock shows, without a zone."""
        return self.zone.wall(self._clock.now())

    def show(self, stored: bytes) -> bytes:
        digits = self.wall.strftime(WALL).encode()
        return LOCAL_TIME.sub(rb"\g<1>" + digits + rb"\g<2>\g<3>", stored)

    def check(self, sent: xml.Element) -> None:
        """With NTP the local time may be left out; it is put in, as the device does."""
        if xml.text(sent, "timeMode") == "NTP" and xml.first(sent, "localTime") is None:
            xml.add(sent, "localTime", xml.text(self._documents.tree(URL), "localTime"))
        try:
            Zone.decode(xml.text(sent, "timeZone"))
            datetime.strptime(xml.text(sent, "localTime")[:19], WALL)
        except ValueError as error:
            raise Refused(6) from error

    def set(self) -> None:
        """The clock follows what was written: NTP puts it right at once, manual takes the digits."""
        stored = self._documents.tree(URL)
        if self.follows_ntp:
            self._clock.error = timedelta()
            return
        wall = datetime.strptime(xml.text(stored, "localTime")[:19], WALL)
        self._clock.set(self.zone.moment(wall))
