"""Plain data as text: the same for the same data, and never with a secret in it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.records.canonical import (
    REMOVED,
    _removed,
    canonical,
    compact,
    packed,
    storable,
    unpacked,
    without_secrets,
)

KEYS = st.sampled_from(
    ["password", "Passwd", "community", "token", "secret_name", "found", "default_password"]
) | st.text(max_size=4)
TEXTS = st.sampled_from(
    ["rtsp://a:hunter2@10.0.0.5/1", "http://:hunter2@[::1]", "hunter2", "", '"', ":", "//"]
) | st.text(max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(PLAIN)
def test_the_quick_way_leaves_out_what_the_thorough_one_does(data: Any) -> None:
    assert json.loads(canonical(data)) == without_secrets(data) == _removed(data)
    assert compact(data) == json.dumps(_removed(data), separators=(",", ":"))


@given(st.dictionaries(KEYS, PLAIN, max_size=4))
def test_the_order_of_keys_makes_no_other_text(data: dict[str, Any]) -> None:
    assert canonical(data) == canonical(dict(reversed(data.items())))


@given(PLAIN)
def test_it_comes_back_as_it_was(data: Any) -> None:
    assert unpacked(packed(compact(data))) == without_secrets(data)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"password": "x"}, {"password": REMOVED}),
        ({"snmp": [{"Community": "public"}]}, {"snmp": [{"Community": REMOVED}]}),
        ({"default_password": False}, {"default_password": False}),
        ({"token": ""}, {"token": ""}),
        ({"private_key": {"path": "/etc/key"}}, {"private_key": {"path": "/etc/key"}}),
        ("see rtsp://admin:pa55@host/1", f"see rtsp://admin:{REMOVED}@host/1"),
        ("https://host:8080/a@b", "https://host:8080/a@b"),
    ],
)
def test_what_is_a_secret(data: Any, kept: Any) -> None:
    assert json.loads(canonical(data)) == kept


@given(st.text())
def test_any_text_can_be_stored(text: str) -> None:
    stored = storable(text + "\ud800\0")
    assert "\0" not in stored
    stored.encode()
