"""The clock as the camera shows it, and who sets it (reference, A4)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sightline.lab.axis.params import Params
from sightline.lab.clock import Clock

ZONE = "Europe/London"
ROOM = 5
NONE = ("", "0.0.0.0")  # noqa: S104 - an empty slot, not a bind


class Time:
    """With JSON CGIs the NTP client is their own; without it is what the parameters say."""

    def __init__(self, params: Params, clock: Clock, *, has_json: bool) -> None:
        self._params = params
        self._clock = clock
        self._has_json = has_json
        self._client: dict[str, Any] = {
            "enabled": False,
            "NTSEnabled": False,
            "serversSource": "DHCP",
            "staticServers": [],
            "staticNTSKEServers": [],
        }

    @property
    def follows_ntp(self) -> bool:
        if self._has_json:
            return bool(self._client["enabled"] and self._client["staticServers"])
        return self._params["Time.SyncSource"] == "NTP" and self._params["Time.NTP.Server"] not in NONE

    def settle(self) -> None:
        """NTP puts the clock right at once."""
        if self.follows_ntp:
            self._clock.error = timedelta()

    def wall(self) -> datetime:
        """British, without summer time where that is switched off."""
        summer = self._params["Time.DST.Enabled"] == "yes"
        return self._clock.now().astimezone(ZoneInfo(ZONE) if summer else UTC).replace(tzinfo=None)

    def date(self) -> bytes:
        return self.wall().strftime("%b %d, %Y %H:%M:%S\n").encode()

    def information(self) -> dict[str, Any]:
        return {
            "dateTime": self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "localDateTime": self.wall().strftime("%Y-%m-%dT%H:%M:%S"),
            "timeZone": ZONE,
            "posixTimeZone": self._params["Time.POSIXTimeZone"],
            "dstEnabled": self._params["Time.DST.Enabled"] == "yes",
        }

    def client(self) -> dict[str, Any]:
        synced = {"synced": self.follows_ntp, "timeToNextSync": 64 if self.follows_ntp else 0, "timeOffset": 0.0}
        limits = {"maxSupportedStaticServers": ROOM, "advertisedServers": [], "minpoll": 6, "maxpoll": 10}
        return {"client": {**self._client, **limits, **synced}}

    def configure(self, wanted: Mapping[str, Any]) -> bool:
        """False where it takes no such configuration."""
        servers = wanted.get("staticServers", [])
        if not wanted.keys() <= self._client.keys() or not isinstance(servers, list) or len(servers) > ROOM:
            return False
        self._client |= wanted
        return True
