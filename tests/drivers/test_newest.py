"""The newest recording and the gaps of a day: what is no answer is unread, and never "recorded today"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sightline.settings import ChannelHealth, Health, Unread, Unsupported
from sightline.wire.http import Reply
from tests.drivers.replay import NOT_SUPPORTED, REFUSALS
from tests.drivers.tape import Key, read, reply

LONDON = ZoneInfo("Europe/London")
DOCUMENTS = {
    "Security/userCheck": b"<userCheck/>",
    "System/deviceInfo": b"<DeviceInfo><deviceType>NVR</deviceType></DeviceInfo>",
    "System/capabilities": b"<DeviceCap><videoInputPortNums>0</videoInputPortNums></DeviceCap>",
    "ContentMgmt/InputProxy/channels": b"<InputProxyChannelList><InputProxyChannel><id>1</id><name>Hall</name>"
    b"<sourceInputPortDescriptor><ipAddress>192.0.2.7</ipAddress></sourceInputPortDescriptor></InputProxyChannel>"
    b"</InputProxyChannelList>",
    "ContentMgmt/InputProxy/channels/status": b"<InputProxyChannelStatusList><InputProxyChannelStatus><id>1</id>"
    b"<online>true</online></InputProxyChannelStatus></InputProxyChannelStatusList>",
    "ContentMgmt/record/tracks": b"<TrackList><Track><id>101</id></Track></TrackList>",
}
HOURS = timedelta(hours=1)
Ask = Callable[[str], Reply]
Spans = list[tuple[float, float]]


class Device(dict[Key, Reply]):
    """A recorder with one channel. `spans` are its recordings in hours before now, oldest first; a search gives at
    most `page` of them. `ahead` is its clock's error.
    """

    def __init__(self, spans: Spans, *, page: int = 100, ahead: timedelta = timedelta(), months: str = "") -> None:
        self.now = datetime.now(LONDON).replace(tzinfo=None) + ahead
        time = {"System/time": f"<Time><localTime>{self.now:%Y-%m-%dT%H:%M:%S}</localTime></Time>".encode()}
        super().__init__({("GET", f"/ISAPI/{path}", ""): reply(200, body) for path, body in (DOCUMENTS | time).items()})
        self.spans, self.page, self.months, self.asked = spans, page, months, 0

    def get(self, key: Key, default: object = None) -> Reply:
        if key[1].endswith("ContentMgmt/search"):
            return self._search(key[2])
        if key[1].endswith("dailyDistribution"):
            return self._month(key[2])
        known = super().get(key)
        return replace(known, at=datetime.now(UTC)) if known else reply(*NOT_SUPPORTED)

    def _search(self, what: str) -> Reply:
        """Pages of the last day, and then everything; the oldest of all for another search."""
        if not what.endswith("in pages"):
            return self._found(self.spans[:1], "OK" if self.spans else "NO MATCHES")
        self.asked += 1
        recent = [span for span in self.spans if span[0] > 0 and span[1] < 24]
        done = (self.asked - 1) * self.page if recent else 0
        recent = recent or (self.spans if self.asked > 1 else [])
        rows = recent[done : done + self.page]
        more = done + len(rows) < len(recent)
        return self._found(rows, "MORE" if more else "OK" if rows else "NO MATCHES")

    def _found(self, spans: Spans, said: str) -> Reply:
        rows = "".join(
            f"<searchMatchItem><trackID>101</trackID><timeSpan><startTime>{self._stamp(start)}</startTime>"
            f"<endTime>{self._stamp(end)}</endTime></timeSpan></searchMatchItem>"
            for start, end in spans
        )
        text = (
            f"<CMSearchResult><responseStatusStrg>{said}</responseStatusStrg><numOfMatches>{len(spans)}</numOfMatches>"
            f"<matchList>{rows}</matchList></CMSearchResult>"
        )
        return reply(200, text.encode())

    def _stamp(self, hours: float) -> str:
        return f"{self.now - hours * HOURS:%Y-%m-%dT%H:%M:%SZ}"

    def _month(self, what: str) -> Reply:
        """The days on which a recording ends, in their months."""
        ends = [self.now - end * HOURS for _, end in self.spans]
        here = [end for end in ends if f"<year>{end.year}</year><monthOfYear>{end.month}</monthOfYear>" in what]
        days = "".join(f"<day><dayOfMonth>{end.day}</dayOfMonth><record>true</record></day>" for end in here)
        body = f"<trackDailyDistribution><dayList>{days}</dayList></trackDailyDistribution>"
        return reply(*REFUSALS[self.months]) if self.months else reply(200, body.encode())


def channel(device: Device) -> ChannelHealth:
    found = read(device, "health")
    assert isinstance(found, Health), found
    assert isinstance(found.channels, tuple)
    [one] = found.channels
    return one


def age(one: ChannelHealth) -> float:
    """In hours."""
    assert isinstance(one.newest, datetime), one
    return (datetime.now(UTC) - one.newest) / HOURS


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(hours=5), timedelta(hours=-5)])
def test_a_channel_that_records_is_said_so_by_the_devices_own_clock(ahead: timedelta) -> None:
    one = channel(Device([(30, 12), (12, 0)], ahead=ahead))
    assert (one.recording, one.address, one.live) == (True, "192.0.2.7", True)
    assert abs(age(one)) < 0.1
    assert isinstance(one.gap_seconds, float)
    assert one.gap_seconds < 60


def test_the_longest_gap_of_the_day_is_named() -> None:
    one = channel(Device([(26, 20), (17, 8), (6, 0)]))
    assert isinstance(one.gap_seconds, float)
    assert abs(one.gap_seconds - 3 * 3600) < 60
    stopped = channel(Device([(26, 5)]))
    assert isinstance(stopped.gap_seconds, float)
    assert abs(stopped.gap_seconds - 5 * 3600) < 60
    assert stopped.recording is False
    assert 4.9 < age(stopped) < 5.1


def test_a_day_of_many_recordings_is_read_to_its_end() -> None:
    spans = [(20 - n / 20, 20 - n / 20 - 0.04) for n in range(300)]
    assert abs(age(channel(Device(spans))) - spans[-1][1]) < 0.1
    endless = channel(Device([(20 - n / 100, 20 - n / 100 - 0.009) for n in range(600)]))
    assert isinstance(endless.newest, Unread)
    assert isinstance(endless.gap_seconds, Unread)


def test_nothing_of_the_last_day_is_dated_by_the_last_day_that_has_something() -> None:
    one = channel(Device([(400, 90), (90, 80)]))
    assert 79 < age(one) < 91
    assert one.recording is False
    assert one.gap_seconds == timedelta(days=1).total_seconds()


def test_a_track_that_holds_nothing_has_no_newest() -> None:
    one = channel(Device([]))
    assert (one.newest, one.recording) == (None, False)


@pytest.mark.parametrize("kind", ["500", "200 page", "403 bare"])
def test_where_the_months_are_refused_an_old_recording_is_unread(kind: str) -> None:
    assert isinstance(channel(Device([(400, 90)], months=kind)).newest, Unread)


def until(hour: int, minute: int) -> timedelta:
    """How far ahead, or behind, a clock is that stands at that time of day."""
    now = datetime.now(LONDON).replace(tzinfo=None)
    ahead = now.replace(hour=hour, minute=minute) - now
    return ahead + timedelta(days=(ahead < -12 * HOURS) - (ahead > 12 * HOURS))


@pytest.mark.parametrize("clock", [(0, 10), (0, 59), (12, 0), (23, 50)])
def test_footage_of_the_devices_future_is_none_of_today(clock: tuple[int, int]) -> None:
    """Left there by a clock that was fast: it is no proof that anything is recorded now."""
    for ahead in (-2, -50, -400):
        one = channel(Device([(30, 25), (ahead, ahead - 10)], ahead=until(*clock)))
        assert one.recording is False
        assert 24.9 < age(one) < 25.1


def test_a_clock_that_is_days_off_dates_nothing() -> None:
    one = channel(Device([(12, 0)], ahead=timedelta(days=3)))
    assert isinstance(one.newest, Unread)
    assert one.live is True


def without(path: str, said: Reply | None = None) -> Device:
    device = Device([(12, 0)])
    device.pop(("GET", f"/ISAPI/{path}", ""))
    if said is not None:
        device["GET", f"/ISAPI/{path}", ""] = said
    return device


def test_without_its_tracks_a_channel_is_live_and_no_more() -> None:
    one = channel(without("ContentMgmt/record/tracks"))
    assert one.live is True
    assert isinstance(one.newest, Unsupported)
    other: Any = reply(200, b"<TrackList><Track><id>201</id></Track></TrackList>")
    assert isinstance(channel(without("ContentMgmt/record/tracks", other)).newest, Unread)


def test_a_camera_on_the_recorders_own_port_has_no_address() -> None:
    path = "ContentMgmt/InputProxy/channels"
    wired = DOCUMENTS[path].replace(b"<ipAddress>", b"<connMode>plugplay</connMode><ipAddress>")
    assert channel(without(path, reply(200, wired))).address == ""
    nowhere = DOCUMENTS[path].replace(b"<ipAddress>192.0.2.7</ipAddress>", b"")
    assert isinstance(channel(without(path, reply(200, nowhere))).address, Unread)
