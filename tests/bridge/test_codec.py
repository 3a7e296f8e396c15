"""Settings go over the line and come back; a line that is no answer is never one."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.bridge.codec import answered, encode, line
from sightline.bridge.fact import Reading
from sightline.settings import ALL, Unread, Unsupported
from tests.policy.strategies import SETTINGS

quick = settings(max_examples=25, deadline=None)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("setting", sorted(ALL))
@quick
@given(data=st.data())
def test_a_setting_comes_back_as_it_went(setting: str, data: st.DataObject) -> None:
    found = data.draw(SETTINGS[setting])
    text = line({"status": "ok", "found": encode(setting, found)})
    assert text.isascii()
    assert "\n" not in text
    assert answered(setting, text) == found


@pytest.mark.parametrize("setting", sorted(ALL))
@quick
@given(text=st.text() | json_values.map(json.dumps))
def test_no_text_raises_and_none_that_is_no_answer_is_found(setting: str, text: str) -> None:
    assert isinstance(answered(setting, text), Unread)


@quick
@given(found=json_values, status=json_values | st.sampled_from(["ok", "unsupported", "refused"]), reason=json_values)
def test_no_answer_of_any_kind_raises(found: Any, status: Any, reason: Any) -> None:
    said = answered("audio", json.dumps({"status": status, "found": found, "reason": reason}))
    assert isinstance(said, Unread | Unsupported)
    said.reason.encode()
    json.dumps(Reading("audio", said).to_json()).encode()


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_half_a_line_is_unread(cut: int) -> None:
    text = line({"status": "ok", "found": {"source": "ntp", "servers": [], "offset_seconds": 0, "time_zone": ""}})
    assert isinstance(answered("clock", text[:cut]), Unread)


def test_brackets_without_end_are_unread() -> None:
    assert answered("audio", "[" * 200_000) == Unread("no answer that could be read: RecursionError")


def test_half_a_character_can_still_be_written_to_a_report() -> None:
    said = answered("audio", '{"status": "unexpected", "reason": "refused (\\ud800)"}')
    assert said == Unread("refused (?)")


@pytest.mark.parametrize("status", ["OK", "fine", "unread", None, 7, ["refused"]])
def test_a_status_that_we_do_not_know_is_unread(status: Any) -> None:
    said = answered("audio", json.dumps({"status": status, "found": {}, "reason": "x"}))
    assert isinstance(said, Unread)
    assert said.status == "unexpected"
