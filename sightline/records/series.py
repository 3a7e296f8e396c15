"""Since when a finding has been so: the one rule, pure.

A series is unbroken as long as each run that judged the control on the device came to the same verdict; runs that did
not come to the device, or no longer judged the control, do not break it. An `unread` or `unsupported` in between ends a
series of any verdict but drift: unknown is never compliant. A drift goes on over it: nobody saw it put right.
"""

from dataclasses import dataclass
from datetime import datetime

UNKNOWN = ("unread", "unsupported")


@dataclass(frozen=True, kw_only=True)
class Series:
    """`since` is when the verdict began; `drift_since` when a drift began that nobody saw put right, or None."""

    verdict: str
    since: datetime
    drift_since: datetime | None

    @classmethod
    def begun(cls, verdict: str, at: datetime) -> "Series":
        """The first time that a control is judged on a device."""
        return cls(verdict=verdict, since=at, drift_since=at if verdict == "drift" else None)

    def then(self, verdict: str, at: datetime) -> "Series":
        """The series after one more judgement."""
        if verdict == self.verdict:
            return self
        if verdict == "drift" and self.drift_since is not None:
            return Series(verdict=verdict, since=self.drift_since, drift_since=self.drift_since)
        if verdict in UNKNOWN:
            return Series(verdict=verdict, since=at, drift_since=self.drift_since)
        return Series.begun(verdict, at)
