"""LAPI's envelope and its values: what is an answer, and what is none (reference, section C)."""

import json

import pytest

from sightline.drivers.uniview import envelope, fields
from sightline.errors import LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from tests.drivers_uniview import tape
from tests.drivers_uniview.tape import reply


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (tape.envelope({"a": 1}), 200),
        (b'{"a": 1}', 200),
        (json.dumps({"ResponseCode": 0, "StatusCode": 0, "Data": {"a": 1}}).encode(), 200),
    ],
)
def test_an_answer_has_both_codes_0_or_no_envelope_at_all(body: bytes, status: int) -> None:
    assert envelope.data("x", reply(status, body)) == {"a": 1}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"[]"),
        (200, b"{"),
        (200, b'{"a": NaN}'),
        (200, b'{"a": 1, "a": 1}'),
        (200, b"[" * 100_000),
        (200, b'{"a": ' + b"9" * 5000 + b"}"),
        (200, b'{"a": "\xff"}'),
        (200, json.dumps({"Response": {"ResponseCode": 0, "Data": {}}}).encode()),
        (200, json.dumps({"Response": {"StatusCode": 0, "Data": {}}}).encode()),
        (200, json.dumps({"Response": {"ResponseCode": False, "StatusCode": 0, "Data": {}}}).encode()),
        (200, json.dumps({"Response": [], "Data": {}}).encode()),
        (200, tape.envelope("null")),
        (200, tape.envelope({}, 0, 60006)),
        (200, tape.envelope({}, 2, 0)),
        (599, tape.envelope({})),
        (500, tape.envelope({})),
        (403, b""),
        (302, b""),
    ],
)
def test_anything_else_is_no_answer(status: int, body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        envelope.data("x", reply(status, body))


@pytest.mark.parametrize("said", [(404, b""), (404, b"half"), tape.UNKNOWN_PATH, (200, tape.envelope({}, 1, 65535))])
def test_a_path_is_unknown_by_404_or_code_1(said: tuple[int, bytes]) -> None:
    with pytest.raises(Unsupported):
        envelope.data("x", reply(*said))


@pytest.mark.parametrize("http", [200, 401, 403, 599])
@pytest.mark.parametrize(("code", "kind"), [(460, LoginRefused), (401, LoginRefused), (364, LockedOut)])
def test_a_refused_login_may_stand_in_any_body(http: int, code: int, kind: type[Exception]) -> None:
    assert isinstance(envelope.refusal(reply(http, tape.envelope("null", 3, code))), kind)


def test_a_write_is_taken_by_its_codes_alone() -> None:
    envelope.written("x", reply(200, tape.envelope("null")))
    for said in ((200, b""), (200, tape.envelope("null", 0, 60006)), (599, tape.envelope("null")), (403, b"")):
        with pytest.raises(WriteRefused):
            envelope.written("x", reply(*said))


@pytest.mark.parametrize("value", [None, True, -1, 1.0, "1", 1 << 53, [], {}])
def test_a_number_is_a_whole_one(value: object) -> None:
    with pytest.raises(UnexpectedReply):
        fields.number({"a": value}, "a")


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(UnexpectedReply):
        fields.text({"a": "\ud800"}, "a")
