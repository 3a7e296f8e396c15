"""What every setting's strategy is made of: names, moments, and what could not be learned in the place of any value."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from sightline.settings import Absent, Unread, Unsupported

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
REASONS = st.sampled_from(["no reply", "notSupport", "half a document"])
unread = st.builds(Unread, REASONS, st.sampled_from(["refused", "unreachable", "unexpected"]))
unsupported = st.builds(Unsupported, REASONS)
absent = st.builds(Absent, REASONS)
words = st.sampled_from(["", "a", "admin", "guard", "evidence", "ünï", "x; reboot", "<b>"])
names = st.sampled_from(["admin", "guard", "evidence", "contractor", "x; reboot"])
channels = st.sampled_from(["1", "2", "3"])


def maybe(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, mostly; else one of the three ways of not having one."""
    return st.one_of(value, value, value, unread, unsupported, absent)


def parts(value: st.SearchStrategy[Any], *, smallest: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few parts; two of one name may be among them."""
    return st.lists(value, min_size=smallest, max_size=4).map(tuple)
