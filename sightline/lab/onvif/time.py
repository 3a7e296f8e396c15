"""The device's date and time, and who sets it (reference, D4)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sightline.lab.clock import Clock
from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents

TIME, NTP = "tds:GetSystemDateAndTime", "tds:GetNTP"
#: What the recording's POSIX text means.
ZONE = ZoneInfo("Europe/London")
PARTS = {"Date": ("Year", "Month", "Day"), "Time": ("Hour", "Minute", "Second")}


class Time:
    """Follows NTP where the mode says so and a server is set, whatever server that is."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    @property
    def follows_ntp(self) -> bool:
        return soap.text(self._shown, "DateTimeType") == "NTP" and bool(self._servers())

    @property
    def _shown(self) -> soap.Element:
        return next(soap.children(self._documents[TIME], "SystemDateAndTime"))

    def _servers(self) -> list[soap.Element]:
        return list(soap.children(next(soap.children(self._documents[NTP], "NTPInformation")), "NTPManual"))

    def show(self) -> soap.Element:
        now = self._clock.now()
        for name, moment in (("UTCDateTime", now.astimezone(UTC)), ("LocalDateTime", now.astimezone(ZONE))):
            for kind, parts in PARTS.items():
                for part in parts:
                    soap.put(self._shown, f"{name}/{kind}/{part}", str(getattr(moment, part.lower())))
        return self._documents[TIME]

    def set_ntp(self, sent: soap.Element) -> None:
        rows = list(soap.children(sent, "NTPManual"))
        for row in rows:
            kind = soap.text(row, "Type")
            form = {"DNS": "DNSname", "IPv4": "IPv4Address", "IPv6": "IPv6Address"}.get(kind, "")
            if not form or not soap.text(row, form):
                raise soap.bad_value("an NTP server without its name", "InvalidDnsName")
        information = next(soap.children(self._documents[NTP], "NTPInformation"))
        for old in self._servers():
            information.remove(old)
        soap.put(information, "FromDHCP", soap.text(sent, "FromDHCP"))
        for row in rows:
            row.tag = f"{{{soap.NAMESPACES['tt']}}}NTPManual"
            information.append(row)
        self.follow()

    def set(self, sent: soap.Element) -> None:
        mode = soap.text(sent, "DateTimeType")
        if mode not in ("Manual", "NTP") or soap.text(sent, "DaylightSavings") not in ("true", "false"):
            raise soap.bad_value("DateTimeType or DaylightSavings", "InvalidDateTime")
        if mode == "NTP" and not self._servers():
            raise soap.bad_value("no NTP server is set", "NtpServerUndefined")
        zone = soap.text(sent, "TimeZone/TZ")
        if zone and zone != soap.text(self._shown, "TimeZone/TZ"):
            raise soap.bad_value("this time zone is not simulated", "InvalidTimeZone")
        moment = soap.child(sent, "UTCDateTime")
        if mode == "Manual" and moment is not None:
            self._clock.set(_moment(moment))
        soap.put(self._shown, "DateTimeType", mode)
        self.follow()

    def follow(self) -> None:
        if self.follows_ntp:
            self._clock.error = timedelta()


def _moment(sent: soap.Element) -> datetime:
    try:
        parts = [int(soap.text(sent, f"{kind}/{part}")) for kind in ("Date", "Time") for part in PARTS[kind]]
        return datetime(*parts[:6], tzinfo=UTC)  # type: ignore[misc, arg-type] # six numbers, then the zone
    except ValueError as error:
        raise soap.bad_value("no date or time", "InvalidDateTime") from error
