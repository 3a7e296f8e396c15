"""The score: never rounded up, and never better for a waiver where waivers do not count."""

from hypothesis import given
from hypothesis import strategies as st

from sightline.policy.finding import VERDICTS
from sightline.reports.score import ASKED, score

summaries = st.fixed_dictionaries({verdict: st.integers(0, 5000) for verdict in VERDICTS})


def test_by_example() -> None:
    summary = {"compliant": 40, "drift": 6, "waived": 1, "not_applicable": 3, "unsupported": 2, "unread": 13}
    assert score(summary) == {"with_waivers": 66.1, "without_waivers": 64.5}
    assert score({"not_applicable": 7}) == {"with_waivers": None, "without_waivers": None}


@given(summaries)
def test_a_hundred_is_all_and_waivers_only_help_where_they_count(summary: dict[str, int]) -> None:
    given = score(summary)
    counted, alone = given["with_waivers"], given["without_waivers"]
    if counted is None or alone is None:
        assert not any(summary[verdict] for verdict in ASKED)
        return
    assert 0 <= alone <= counted <= 100
    assert (counted == 100) is not any(summary[verdict] for verdict in ("drift", "unsupported", "unread"))
    assert (alone == 100) is not any(summary[verdict] for verdict in ASKED if verdict != "compliant")
