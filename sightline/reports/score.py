"""One number for a whole run: the share of findings that are as the policy wants, with waivers counted and without."""

from collections.abc import Mapping
from math import floor

#: What was asked of a device or a system; what is not there to be judged counts neither way.
ASKED = ("compliant", "waived", "drift", "unsupported", "unread")


def score(summary: Mapping[str, int]) -> dict[str, float | None]:
    """Percent with one digit, never rounded up: 100 is all. None where nothing was judged."""
    asked = sum(summary.get(verdict, 0) for verdict in ASKED)
    good, waived = summary.get("compliant", 0), summary.get("waived", 0)
    return {"with_waivers": _percent(good + waived, asked), "without_waivers": _percent(good, asked)}


def _percent(part: int, whole: int) -> float | None:
    return floor(1000 * part / whole) / 10 if whole else None
