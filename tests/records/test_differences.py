"""What changed between two runs, and the exit status that says so."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.records.canonical import compact, packed
from sightline.records.differences import Difference, device_differences, differences, status
from sightline.records.recorded import Device, Found
from tests.records.estates import NOW
from tests.records.made import VERDICTS

ONE = Device(
    site="a",
    system="main",
    device="one",
    driver="none",
    state="checked",
    reason="",
    requests=1,
    identity={"vendor": "V", "model": "M", "serial": "1", "firmware": "1"},
    collected=NOW,
)


def found(control: str, verdict: str, body: int = 0, of: Device = ONE) -> Found:
    """One finding; another `body` is another text."""
    said: dict[str, Any] = {"verdict": verdict, "reason": "", "wanted": None, "found": body, "changes": []}
    key = hash((verdict, body))
    return Found(
        of=of, control=control, verdict=verdict, since=NOW, evidence=None, body=key, packed=packed(compact(said))
    )


def between(before: str | None, after: str | None) -> list[Difference]:
    """The differences of one control."""
    old = [found("audio", before)] if before else []
    new = [found("audio", after)] if after else []
    return differences(([ONE], old), ([ONE], new))


@pytest.mark.parametrize(
    ("before", "after", "kind", "ends"),
    [
        ("compliant", "drift", "worse", 2),
        ("waived", "drift", "worse", 2),
        ("unread", "drift", "worse", 2),
        (None, "drift", "worse", 2),
        ("compliant", "unread", "worse", 3),
        (None, "unsupported", "worse", 3),
        ("compliant", None, "worse", 3),
        ("drift", None, "worse", 3),
        ("drift", "unread", "other", 0),
        ("unread", "unsupported", "other", 0),
        ("drift", "waived", "other", 0),
        ("compliant", "waived", "other", 0),
        (None, "compliant", "other", 0),
        ("drift", "compliant", "better", 0),
        ("unread", "not_applicable", "better", 0),
    ],
)
def test_what_is_worse(before: str | None, after: str | None, kind: str, ends: int) -> None:
    [one] = between(before, after)
    assert one.kind == kind
    assert status([one]) == ends


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(VERDICTS), st.integers(0, 2))))
def test_a_run_and_itself_have_no_differences(findings: list[tuple[str, str, int]]) -> None:
    judged = [ONE], list({control: found(control, verdict, body) for control, verdict, body in findings}.values())
    assert differences(judged, judged) == []
    assert device_differences(*2 * (judged[0],)) == []
    assert status([]) == 0


@given(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS))
def test_nothing_is_better_there_and_back(before: str, after: str) -> None:
    there, back = between(before, after), between(after, before)
    assert not (there and there[0].kind == "better" and back[0].kind != "worse")


def test_the_same_verdict_over_another_value_is_named_as_that() -> None:
    old, new = found("clock", "compliant", 1), found("clock", "compliant", 2)
    [one] = differences(([ONE], [old]), ([ONE], [new]))
    assert (one.kind, status([one])) == ("value", 0)


def test_a_device_that_one_run_did_not_come_to_is_named_and_not_judged() -> None:
    two = replace(ONE, device="two")
    old = [ONE, two], [found("audio", "compliant"), found("audio", "drift", of=two)]
    new = [ONE], [found("audio", "compliant")]
    assert differences(old, new) == []
    [gone] = device_differences(old[0], new[0])
    assert (gone.device, gone.what, gone.before, gone.after) == ("two", "device", "checked", None)


def test_a_swapped_device_is_named() -> None:
    other = replace(ONE, identity={**(ONE.identity or {}), "serial": "2"})
    [swapped] = device_differences([ONE], [other])
    assert (swapped.what, swapped.before, swapped.after) == ("serial", "1", "2")
    assert device_differences([ONE], [replace(ONE, identity=None)]) == [], "what was not read did not change"
