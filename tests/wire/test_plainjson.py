"""JSON from devices: only whole documents, and each value of its own kind."""

import pytest

from sightline.errors import UnexpectedReply
from sightline.wire import plainjson

BAD = [b"", b"{", b'{"a": 1} x', b'{"a": 1, "a": 2}', b"NaN", b'{"a": Infinity}', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("body", BAD, ids=[repr(body[:12]) for body in BAD])
def test_anything_else_is_no_document(body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        plainjson.parse(body)


def test_a_value_is_of_the_kind_that_was_asked_for() -> None:
    data = plainjson.parse(b'{"a": {"b": true, "n": 3, "f": 1.5, "t": "x", "z": null, "r": [{}], "m": [1]}}')
    assert plainjson.need(data, bool, "a", "b") is True
    assert plainjson.need(data, int, "a", "n") == 3
    assert plainjson.need(data, float, "a", "n") == 3.0
    assert plainjson.need(data, str, "a", "t") == "x"
    assert plainjson.rows(data, "a", "r") == [{}]
    assert plainjson.get(data, str, "a", "z") is None
    assert plainjson.get(data, str, "q", "z") is None


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (int, "b"),
        (float, "b"),
        (bool, "n"),
        (int, "f"),
        (str, "n"),
        (dict, "r"),
        (str, "z"),
        (str, "gone"),
        (list, "t"),
    ],
)
def test_another_kind_is_no_answer(kind: type, path: str) -> None:
    data = plainjson.parse(b'{"a": {"b": true, "n": 3, "f": 1.5, "t": "x", "z": null, "r": [{}], "m": [1]}}')
    with pytest.raises(UnexpectedReply):
        plainjson.need(data, kind, "a", path)
    with pytest.raises(UnexpectedReply):
        plainjson.rows(data, "a", "m")


def test_numbers_and_texts_that_nobody_can_use_are_none() -> None:
    for body, kind in ((b'{"a": %s}' % (b"9" * 400), float), (b'{"a": 1e999}', float), (b'{"a": "\\ud800"}', str)):
        with pytest.raises(UnexpectedReply):
            plainjson.need(plainjson.parse(body), kind, "a")
