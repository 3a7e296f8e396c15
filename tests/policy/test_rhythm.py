"""A scheduled run that is missing is seen; the hour of the clock changes is no gap."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.policy.rhythm import allowed_gap, missed

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("day", ["2026-10-24", "2026-10-25", "2026-12-31", "2027-03-27", "2027-03-28"])
@pytest.mark.parametrize("at", ["00:10", "01:30", "02:30", "23:59"])
def test_a_daily_run_by_the_clock_on_the_wall_is_in_time(day: str, at: str) -> None:
    wall = datetime.fromisoformat(f"{day}T{at}")
    first, second = (moment.replace(tzinfo=LONDON).astimezone(UTC) for moment in (wall, wall + timedelta(days=1)))
    assert missed(first, second, 24) == ""
    assert "no scheduled run for" in missed(first, second + timedelta(hours=5), 24)


def test_none_at_all_and_one_of_the_future_are_no_proof() -> None:
    assert missed(None, NOW, 24) == "no scheduled run has reached its end yet"
    assert "still to come" in missed(NOW + timedelta(seconds=1), NOW, 24)


@given(hours=st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]), seconds=st.integers(-(10**6), 10**6))
def test_it_is_in_time_from_now_back_to_the_gap_that_is_allowed(hours: int, seconds: int) -> None:
    gap = timedelta(seconds=seconds)
    assert (missed(NOW - gap, NOW, hours) == "") is (timedelta() <= gap <= allowed_gap(hours))
    assert timedelta(hours=hours) < allowed_gap(hours) < 2 * timedelta(hours=hours)
