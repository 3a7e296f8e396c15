"""Footage by the device's own clock: search, days, and what is purged when time passes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sightline.lab import SimulatedDevice
from tests.lab.client import Client

LONDON = ZoneInfo("Europe/London")
TRACK = "ContentMgmt/record/tracks/{}"
STAMP = "%Y-%m-%dT%H:%M:%SZ"
SEARCH = (
    "<CMSearchDescription><searchID>C6C85C87-58F0-0001-B689-127019008710</searchID><trackIDList><trackID>{track}</trackID>"
    "</trackIDList><timeSpanList><timeSpan><startTime>{start}</startTime><endTime>2037-12-31T00:00:00Z</endTime></timeSpan>"
    "</timeSpanList><maxResults>{most}</maxResults><searchResultPostion>{skip}</searchResultPostion><metadataList>"
    "<metadataDescriptor>//recordType.meta.std-cgi.com</metadataDescriptor></metadataList></CMSearchDescription>"
)


def search(client: Client, track: int = 101, start: str = "2000-01-01T00:00:00Z", most: int = 1, skip: int = 0) -> str:
    body = SEARCH.format(track=track, start=start, most=most, skip=skip)
    return client.ask("POST", "ContentMgmt/search", body).text


def stamps(reply: str) -> list[datetime]:
    parts = reply.split("<startTime>")[1:]
    return [datetime.strptime(part.split("<")[0], STAMP) for part in parts]


def wall(client: Client) -> datetime:
    return datetime.strptime(client.get("System/time").value("localTime")[:19], "%Y-%m-%dT%H:%M:%S")


def days_held(client: Client, track: int = 101) -> float:
    return (wall(client) - stamps(search(client, track))[0]) / timedelta(days=1)


def is_about(found: float, wanted: float) -> bool:
    return abs(found - wanted) < 0.06


def test_a_search_is_oldest_first_and_pages(nvr: Client) -> None:
    both = stamps(search(nvr, most=2))
    assert both == sorted(both)
    assert stamps(search(nvr, most=1, skip=1)) == both[1:]
    assert "<responseStatusStrg>MORE<" in search(nvr)
    assert "<numOfMatches>2<" in search(nvr, most=2)


def test_with_one_result_the_recorder_tells_the_total(nvr: Client, camera: Client) -> None:
    assert "<numOfMatches>216" in search(nvr)
    assert "<numOfMatches>1<" in search(camera)


def test_footage_is_as_old_as_the_devices_clock_says(nvr: Client, camera: Client) -> None:
    assert is_about(days_held(nvr), 90)
    assert is_about(days_held(camera), 40)


def test_nothing_found_says_so(nvr: Client) -> None:
    assert "<responseStatusStrg>NO MATCHES<" in search(nvr, track=901)
    assert "<responseStatusStrg>NO MATCHES<" in search(nvr, start="2036-01-01T00:00:00Z")


def test_the_last_hour_is_found(nvr: Client) -> None:
    assert stamps(search(nvr, start=(wall(nvr) - timedelta(minutes=10)).strftime(STAMP)))


def test_an_old_search_fails_where_the_device_is_like_that(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.old_search = True
    assert "<subStatusCode>deviceError<" in search(nvr)
    assert stamps(search(nvr, start="2023-01-01T00:00:00Z"))


def test_the_days_of_a_month(nvr: Client) -> None:
    now = wall(nvr)
    body = "<trackDailyParam><year>{}</year><monthOfYear>{}</monthOfYear></trackDailyParam>"
    url = f"{TRACK.format(101)}/dailyDistribution"
    assert "<record>true<" in nvr.ask("POST", url, body.format(now.year, now.month)).text
    assert "<record>true<" not in nvr.ask("POST", url, body.format(now.year - 1, now.month)).text
    assert nvr.ask("POST", url, body.format(now.year, 13)).status == 400


def test_a_new_limit_purges_only_when_the_device_lives_on(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr.change(TRACK.format(101), "P0DT0H", "P31DT0H")
    assert is_about(days_held(nvr), 90)
    nvr_device.advance(24)
    assert is_about(days_held(nvr), 31)
    assert is_about(days_held(nvr, 201), 90)


def test_a_camera_purges_only_where_its_duration_is_switched_on(camera: Client, camera_device: SimulatedDevice) -> None:
    camera_device.advance(24)
    assert is_about(days_held(camera), 39)
    camera.change(TRACK.format(101), "<durationEnabled>false", "<durationEnabled>true")
    camera_device.advance(24)
    assert is_about(days_held(camera), 29)


def test_ntp_puts_the_clock_right_at_once_and_after_time_has_passed(nvr: Client, nvr_device: SimulatedDevice) -> None:
    assert 655 < nvr_device.clock_error_seconds < 665
    nvr.change("System/time", "<timeMode>manual", "<timeMode>NTP")
    assert nvr_device.clock_error_seconds == 0
    nvr.change(TRACK.format(101), "P0DT0H", "P31DT0H")
    nvr_device.advance(24)
    assert nvr_device.clock_error_seconds == 0
    assert is_about(days_held(nvr), 30)


def test_with_ntp_the_local_time_may_be_left_out(nvr: Client) -> None:
    found = nvr.get("System/time").text
    before, after = found.replace("manual", "NTP").split("<localTime>")
    assert nvr.ask("PUT", "System/time", before + after.split("</localTime>\n")[1]).value("statusCode") == "1"
    assert abs(wall(nvr) - datetime.now(LONDON).replace(tzinfo=None)) < timedelta(seconds=5)


def test_a_clock_of_its_own_stays_ahead(nvr_device: SimulatedDevice) -> None:
    nvr_device.advance(24)
    assert abs(nvr_device.clock_error_seconds - 24 * 3600 - 660) < 1


def test_a_written_clock_is_taken(nvr: Client, nvr_device: SimulatedDevice) -> None:
    """Digits without a zone: of an hour that autumn has twice, they mean the first."""
    found = nvr.get("System/time").value("localTime")
    written = wall(nvr) - timedelta(hours=2)
    nvr.change("System/time", found[:19], written.strftime("%Y-%m-%dT%H:%M:%S"))
    error = written.replace(tzinfo=LONDON) - datetime.now(UTC)
    assert abs(nvr_device.clock_error_seconds - error.total_seconds()) < 5


def test_the_printed_offset_is_wrong(nvr: Client) -> None:
    said = datetime.fromisoformat(nvr.get("System/time").value("localTime"))
    assert abs(said - datetime.now(UTC)) > timedelta(hours=6)
