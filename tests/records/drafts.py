"""A draft as tests make one."""

from datetime import UTC, datetime
from typing import Any

from sightline.records.incidents import Incident


def a_draft(**values: Any) -> Incident:
    """Open, of one night."""
    at = datetime(2026, 11, 1, 3, tzinfo=UTC)
    texts = dict.fromkeys(
        ("key", "kind", "site", "device", "what", "run", "operator", "closed_by", "closed_reason"), ""
    )
    whole: dict[str, Any] = {"id": 1, **texts, "evidence": {}, "opened": at, "seen": at, "gone": None, "closed": None}
    return Incident(**{**whole, **values})
