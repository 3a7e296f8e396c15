"""Waivers count whole days of the estate's time zone, whatever the clocks do."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.estate.fields import parse_day
from sightline.estate.load import load_estate
from sightline.estate.model import Estate

FROM, UNTIL = date(2026, 10, 25), date(2027, 3, 28)


@pytest.fixture
def estate(folder: Path) -> Estate:
    """With a waiver whose first and last days are the days on which London changes its clocks."""
    waiver = "{control: no-audio, devices: [court/*], reason: x, case: y, approved_by: z, from: %s, until: %s}"
    (folder / "policies" / "waivers.yml").write_text(f"waivers: [{waiver % (FROM, UNTIL)}]\n")
    return load_estate(folder)


@pytest.mark.parametrize(
    ("now", "covered"),
    [
        ("2026-10-24T22:59:59", False),  # 23:59:59 in summer time, the day before
        ("2026-10-24T23:00:00", True),  # midnight in London is 23:00 in UTC
        ("2026-10-25T00:30:00", True),  # 01:30, the first time
        ("2026-10-25T01:30:00", True),  # 01:30 again
        ("2026-10-26T00:00:00", True),
        ("2026-12-31T23:59:59", True),
        ("2027-01-01T00:00:00", True),
        ("2027-03-28T00:59:59", True),
        ("2027-03-28T22:59:59", True),  # 23:59:59 in summer time, on the last day
        ("2027-03-28T23:00:00", False),  # the next day in London, not yet in UTC
    ],
)
def test_a_waiver_starts_and_ends_at_midnight_in_london(estate: Estate, now: str, covered: bool) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert bool(estate.waivers_for("no-audio", estate.devices[0], moment)) is covered
    assert estate.waivers_for("retention", estate.devices[0], moment) == ()


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-12-31T23:59:59", date(2026, 12, 31)),
        ("2027-01-01T00:00:00", date(2027, 1, 1)),
        ("2027-06-30T23:30:00", date(2027, 7, 1)),
    ],
)
def test_today_is_the_day_in_london(estate: Estate, now: str, today: date) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert estate.today(moment) == today
    assert estate.policy_for(estate.devices[0], moment, "admin").today == today


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.datetimes(datetime(2026, 10, 20), datetime(2027, 4, 2)))
def test_a_waiver_covers_its_days_and_no_other(estate: Estate, now: datetime) -> None:
    moment = now.replace(tzinfo=UTC)
    summer = not datetime(2026, 10, 25, 1, tzinfo=UTC) <= moment < datetime(2027, 3, 28, 1, tzinfo=UTC)
    day = (moment + timedelta(hours=int(summer))).date()
    assert bool(estate.waivers_for("no-audio", estate.devices[0], moment)) is (FROM <= day <= UNTIL)


def test_a_moment_without_a_zone_has_no_day(estate: Estate) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        estate.today(datetime(2026, 11, 1))


@given(st.dates())
def test_a_day_reads_back_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@given(st.text(alphabet="0123456789-/T ", max_size=12) | st.integers() | st.none() | st.dates())
def test_what_is_no_day_is_refused_and_never_crashes(value: object) -> None:
    with suppress(ValueError):
        assert parse_day(value).isoformat() == value
