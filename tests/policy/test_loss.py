"""Rule 11: what a write would destroy, and what stands against it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sightline.policy.loss import Loss, clock_refusal, loss, refusal
from sightline.policy.waiver import Hold
from sightline.settings import UNLIMITED, Absent, Clock, Retention, Track, Unread
from tests.policy.unknowns import NOW

UNREAD = Unread("half")
HOLD = Hold(case="ASB-77", devices=(), channels=(), starts=date(2026, 11, 1), until=date(2026, 12, 31))


def kept(days: Any, age: Any = 90, *, overwrites: Any = True, track: str = "101") -> Retention:
    """One track that holds footage `age` days old."""
    one = Track(
        channel=track[0],
        track=track,
        recording=True,
        limit="days" if isinstance(days, int) else "none",
        max_days=days,
        oldest=NOW - timedelta(days=age) if isinstance(age, int) else age,
    )
    return Retention(tracks=(one,), overwrites_when_full=overwrites, protected=0)


def both(one: Retention, other: Retention) -> Retention:
    assert isinstance(one.tracks, tuple)
    assert isinstance(other.tracks, tuple)
    return Retention(tracks=one.tracks + other.tracks, overwrites_when_full=True, protected=0)


@pytest.mark.parametrize(
    ("found", "wanted", "destroys", "days"),
    [
        (kept(31), kept(31), False, 0),
        (kept(31), kept(60), False, 0),
        (kept(31), kept(UNLIMITED), False, 0),
        (kept(90), kept(31), True, 59),
        (kept(UNLIMITED), kept(31), True, 59),
        (kept(UNLIMITED, 10), kept(31, 10), True, 0),
        (kept(90, None), kept(31, None), True, 0),
        (kept(90, UNREAD), kept(31, UNREAD), True, None),
        (kept(UNREAD), kept(31), True, 59),
        (kept(31, overwrites=False), kept(31), True, None),
        (kept(31, None, overwrites=False), kept(31, None), True, 0),
        (kept(31, overwrites=UNREAD), kept(31), True, None),
        (kept(31), kept(31, overwrites=False), False, 0),
        (both(kept(90), kept(90, 40, track="201")), both(kept(31), kept(31, 40, track="201")), True, 59),
        (both(kept(90), kept(90, UNREAD, track="201")), both(kept(31), kept(31, track="201")), True, None),
        (both(kept(90, UNREAD), kept(9, track="201")), both(kept(90, UNREAD), kept(9, track="201")), False, 0),
    ],
)
def test_loss(found: Retention, wanted: Retention, destroys: bool, days: float | None) -> None:
    said = loss(found, wanted, NOW)
    assert said.destroys is destroys
    assert said.days == (None if days is None else pytest.approx(days))


def test_a_device_without_a_store_loses_nothing() -> None:
    nothing = Absent("no disk")
    without = Retention(tracks=nothing, overwrites_when_full=nothing, protected=nothing)
    assert not loss(without, without, NOW).destroys


@pytest.mark.parametrize(
    ("of", "holds", "case", "words"),
    [
        (Loss(shortens=False, starts_overwriting=False, days=0), [HOLD], None, ""),
        (Loss(shortens=True, starts_overwriting=False, days=59), [], None, ""),
        (Loss(shortens=True, starts_overwriting=False, days=0), [HOLD], None, "held (ASB-77 until 2026-12-31)"),
        (Loss(shortens=True, starts_overwriting=False, days=None), [], None, "the oldest recording could not be read"),
        (Loss(shortens=False, starts_overwriting=True, days=None), [], None, "overwriting would start"),
        (Loss(shortens=True, starts_overwriting=True, days=None), [HOLD], "C-1", ""),
        (Loss(shortens=True, starts_overwriting=False, days=None), [HOLD], "", "held"),
    ],
)
def test_refusal(of: Loss, holds: list[Hold], case: str | None, words: str) -> None:
    said = refusal(of, holds, case)
    assert bool(said) is bool(words)
    assert words in said
    assert not said or "--accept-loss CASE" in said


@pytest.mark.parametrize(("day", "stands"), [("2026-10-01", True), ("2026-12-31", True), ("2027-01-01", False)])
def test_a_hold_stands_from_now_until_its_last_day(day: str, stands: bool) -> None:
    assert HOLD.stands(date.fromisoformat(day)) is stands


@pytest.mark.parametrize(
    ("offset", "refused"),
    [(0.0, False), (700_000.0, False), (-3_600.0, False), (-90_000.0, True), (Unread("x"), True)],
)
def test_a_clock_far_behind_is_set_right_only_by_a_case(offset: float | Unread, refused: bool) -> None:
    found = Clock(source="manual", servers=(), offset_seconds=offset, time_zone="")
    wanted = replace(found, source="ntp", servers=("ntp.example",))
    assert bool(clock_refusal(found, wanted, None)) is refused
    assert clock_refusal(found, wanted, "CASE-1") == ""
    assert clock_refusal(found, found, None) == ""
