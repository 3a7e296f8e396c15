"""The wall clock of a Hikvision time zone, against the time zone database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sightline.lab.clock import Zone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CST+0:00:00DST01:00:00,M3.5.0/01:00:00,M10.5.0/02:00:00", "Europe/London"),
        ("CST+5:00:00DST01:00:00,M3.2.0/02:00:00,M11.1.0/02:00:00", "America/New_York"),
        ("CST-8:00:00", "Asia/Shanghai"),
        ("CST-10:00:00DST01:00:00,M10.1.0/02:00:00,M4.1.0/03:00:00", "Australia/Sydney"),
    ],
)
def test_the_wall_clock_is_that_of_the_place(text: str, name: str) -> None:
    zone = Zone.decode(text)
    for hours in range(0, 24 * 400, 5):
        moment = datetime(2026, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
        shown = zone.wall(moment)
        assert shown == moment.astimezone(ZoneInfo(name)).replace(tzinfo=None)
        assert zone.wall(zone.moment(shown)) == shown


@pytest.mark.parametrize("text", ["", "GMT", "CST+0:00:00DST01:00:00,M13.5.0/01:00:00,M10.5.0/02:00:00"])
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        Zone.decode(text)
