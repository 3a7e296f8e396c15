"""How often a scheduled run must come. A scheduler that is dead is seen by the gap that it leaves."""

from datetime import datetime, timedelta

#: How late one may be: an eighth of the interval covers the hour by which a day is longer in autumn.
LATE_PART, LATE_LEAST = 8, timedelta(minutes=15)


def allowed_gap(every_hours: int) -> timedelta:
    """The longest time between the starts of two scheduled runs."""
    every = timedelta(hours=every_hours)
    return every + max(LATE_LEAST, every / LATE_PART)


def missed(last: datetime | None, now: datetime, every_hours: int, what: str = "scheduled run") -> str:
    """What is wrong with the scheduled run before this moment; "" where it took place in time.

    `last` is the start of the last one that reached its end. One of the future is no proof: a clock was set back.
    """
    if last is None:
        return f"no {what} has reached its end yet"
    if last > now:
        return f"the last {what} is of {last:%Y-%m-%d %H:%M} UTC, which is still to come: a clock was set back"
    if now - last > allowed_gap(every_hours):
        since = f"{(now - last) / timedelta(hours=1):.0f} hours (since {last:%Y-%m-%d %H:%M} UTC)"
        return f"no {what} for {since}; the policy wants one every {every_hours}"
    return ""
