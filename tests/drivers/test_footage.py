"""The oldest recording, by search and month by month: what is no answer is unread, never "nothing is held"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sightline.settings import Maybe, Retention, Unread
from sightline.wire.http import Reply
from tests.drivers.replay import NOT_SUPPORTED, REFUSALS
from tests.drivers.tape import Key, read, reply

LONDON = ZoneInfo("Europe/London")
TRACK = b"<Track><id>101</id><Duration>P0DT0H</Duration><CustomExtensionList/></Track>"
DOCUMENTS = {
    "Security/userCheck": b"<userCheck/>",
    "System/deviceInfo": b"<DeviceInfo><deviceType>NVR</deviceType></DeviceInfo>",
    "ContentMgmt/Storage": b"<storage><hddList><hdd><id>1</id><status>ok</status></hdd></hddList></storage>",
    "ContentMgmt/InputProxy/channels": b"<InputProxyChannelList><InputProxyChannel><id>1</id></InputProxyChannel>"
    b"</InputProxyChannelList>",
    "ContentMgmt/record/tracks": b"<TrackList>" + TRACK + b"</TrackList>",
    "ContentMgmt/record/tracks/101": TRACK,
}
FOUND = (
    "<CMSearchResult><responseStatusStrg>OK</responseStatusStrg><numOfMatches>1</numOfMatches><matchList>"
    "<searchMatchItem><trackID>{track}</trackID><timeSpan><startTime>{start}</startTime></timeSpan></searchMatchItem>"
    "</matchList></CMSearchResult>"
)
NOTHING = (
    "<CMSearchResult><responseStatusStrg>{said}</responseStatusStrg><numOfMatches>{count}</numOfMatches>"
    "</CMSearchResult>"
)
DAYS = "<trackDailyDistribution><dayList>{}</dayList></trackDailyDistribution>"
Ask = Callable[[str], Reply]


class Device(dict[Key, Reply]):
    """A recorder with one track, whose search and months answer as a test wants; `ahead` is its clock's error."""

    def __init__(self, search: Ask, months: Ask, ahead: timedelta = timedelta()) -> None:
        now = datetime.now(LONDON).replace(tzinfo=None) + ahead
        time = f"<Time><localTime>{now:%Y-%m-%dT%H:%M:%S}+09:00</localTime></Time>".encode()
        documents = DOCUMENTS | {"System/time": time}
        super().__init__({("GET", f"/ISAPI/{path}", ""): reply(200, body) for path, body in documents.items()})
        self.now, self.search, self.months = now, search, months

    def get(self, key: Key, default: object = None) -> Reply:
        if key[1].endswith("ContentMgmt/search"):
            return self.search(key[2])
        if key[1].endswith("dailyDistribution"):
            return self.months(key[2])
        known = super().get(key)
        return replace(known, at=datetime.now(UTC)) if known else reply(*NOT_SUPPORTED)


def oldest(device: Device) -> Maybe[datetime | None]:
    found = read(device, "retention")
    assert isinstance(found, Retention), found
    return found.oldest


def always(text: str, status: int = 200) -> Ask:
    return lambda _: reply(status, text.encode())


def refused(kind: str = "500") -> Ask:
    return lambda _: reply(*REFUSALS[kind])


def days(*numbers: object, record: str = "true") -> str:
    rows = (f"<day><dayOfMonth>{n}</dayOfMonth><record>{record}</record></day>" for n in numbers)
    return DAYS.format("".join(rows))


def test_a_search_says_the_age_by_the_devices_own_clock() -> None:
    for ahead in (timedelta(), timedelta(minutes=90)):
        start = datetime.now(LONDON).replace(tzinfo=None) + ahead - timedelta(days=40)
        found = FOUND.format(track="101", start=f"{start:%Y-%m-%dT%H:%M:%SZ}")
        held = oldest(Device(always(found), refused(), ahead))
        assert isinstance(held, datetime)
        assert abs(datetime.now(UTC) - held - timedelta(days=40)) < timedelta(seconds=5)


def test_a_clock_that_is_days_off_dates_nothing() -> None:
    found = FOUND.format(track="101", start="2026-01-01T00:00:00Z")
    assert isinstance(oldest(Device(always(found), refused(), timedelta(days=3))), Unread)


@pytest.mark.parametrize("count", ["0", ""])
def test_nothing_held_is_said_in_so_many_words(count: str) -> None:
    assert oldest(Device(always(NOTHING.format(said="NO MATCHES", count=count)), refused())) is None


NO_ANSWERS = {
    "another track": FOUND.format(track="201", start="2026-01-01T00:00:00Z"),
    "no time": FOUND.format(track="101", start="soon"),
    "no such day": FOUND.format(track="101", start="2026-02-31T00:00:00Z"),
    "the future": FOUND.format(track="101", start="9999-12-31T23:59:59Z"),
    "matches without a list": NOTHING.format(said="OK", count="5"),
    "none, and five": NOTHING.format(said="NO MATCHES", count="5"),
    "no words": NOTHING.format(said="", count="0"),
    "more to come": NOTHING.format(said="MORE", count="0"),
    "an empty result": "<CMSearchResult/>",
    "another document": "<TrackList/>",
    "half a result": FOUND.format(track="101", start="2026-01-01T00:00:00Z")[:-5],
}


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_what_is_no_answer_of_a_search_is_unread(what: str) -> None:
    assert isinstance(oldest(Device(always(NO_ANSWERS[what]), refused())), Unread)


@pytest.mark.parametrize("kind", REFUSALS)
def test_where_search_and_months_are_refused_it_is_unread(kind: str) -> None:
    assert isinstance(oldest(Device(refused(kind), refused(kind))), Unread)


def test_the_calendar_begins_before_the_oldest_recording() -> None:
    """[L] times are without a zone: taken as UTC the first of them would lie before the year 1."""
    found = FOUND.format(track="101", start="0001-01-01T00:00:00Z")
    for ahead in (timedelta(), timedelta(hours=2)):
        held = oldest(Device(always(found), refused(), ahead))
        assert isinstance(held, Unread) or (isinstance(held, datetime) and held.year == 1)


def test_months_are_walked_back_where_the_search_fails() -> None:
    device = Device(refused(), always(""))
    months = [f"<year>{m.year}</year><monthOfYear>{m.month}</monthOfYear>" for m in _back(device.now, 4)]

    def said(asked: str) -> Reply:
        full = asked.removesuffix("</trackDailyParam>") in (months[1], months[3])
        return reply(200, (days(20, 7, 9) if full else days(1, record="false")).encode())

    device.months = said
    held = oldest(device)
    assert isinstance(held, datetime)
    first = _back(device.now, 4)[3].replace(day=7)
    assert abs(held - first.replace(tzinfo=LONDON).astimezone(UTC)) < timedelta(hours=2), "a gap of a month is no end"


def _back(now: datetime, count: int) -> list[datetime]:
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    found = []
    for _ in range(count):
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def test_months_without_a_recording_hold_nothing() -> None:
    assert oldest(Device(refused(), always(days(1, 2, record="false")))) is None


@pytest.mark.parametrize(
    "month",
    [days("²"), days("9" * 5000), days(0), days(32), days(-1), days(1, record="maybe"), DAYS.format("<day/>"),
     "<trackDailyDistribution/>", "<x/>", "", days(1)[:-3]],
)  # fmt: skip
def test_what_is_no_month_is_unread(month: str) -> None:
    assert isinstance(oldest(Device(refused(), always(month))), Unread)
