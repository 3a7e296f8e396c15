"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

The camera and the recorder by RPC2, and the camera as an old one of CGI alone.
"""

import json
from collections.abc import Iterator
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.estate.model import Device
from tests.drivers.hostile import BOUNDED, Box, each, places, states
from tests.drivers.judging import CLEAN
from tests.drivers.makesite import told
from tests.drivers_dahua import tape
from tests.drivers_dahua.dahuasite import CAM, NVR, device, running
from tests.drivers_dahua.tape import Tape, named, needed, reader

pytestmark = pytest.mark.thorough

PAGE = b"<!DOCTYPE html>\n<html><head><title>WEB SERVICE</title></head><body></body></html>\n"
REPLACED: dict[str, tuple[int, bytes]] = {
    "200 empty": (200, b""),
    "200 page": (200, PAGE),
    "200 bare object": (200, b"{}"),
    "200 no object": (200, b"[]"),
    "200 result without params": (200, b'{"result":true}'),
    "200 null": (200, b'{"result":true,"params":null}'),
    "200 false": (200, b'{"result":false}'),
    "200 OK": (200, b"OK\r\n"),
    "200 Error": (200, b"Error: Error -1 getting param in name=X\r\n"),
    "302": (302, b""),
    "400": (400, b"Error\r\nBad Request!"),
    "401": (401, b"Invalid Authority!"),
    "403": (403, b""),
    "403 denied or unknown": tape.UNKNOWN,
    "403 locked": (403, b'{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}'),
    "404": (404, PAGE),
    "500": (500, PAGE),
    "501": (501, b"Error\r\nNot Implemented!"),
    "busy": (200, b'{"error":{"code":268632075,"message":"busy"},"result":false}'),
    "no method": (200, b'{"error":{"code":268894210,"message":"Method not found!"},"result":false}'),
    "not let in": (200, b'{"error":{"code":268632085,"message":"not valid"},"result":false}'),
    "session gone": (200, b'{"error":{"code":287637505,"message":"invalid session"},"result":false}'),
    "error that is text": (200, b'{"result":false,"error":"internal error"}'),
}
#: Parts of keys of replies that no control rests on, and why.
FOR_NOBODY = {
    "mediaFileFind.close": "the search is over",
    "mediaFileFind.destroy": "the search is over",
    "action=close": "the search is over",
    "action=destroy": "the search is over",
    "global.logout": "all was read",
    "getVendor": "a name for people",
    "getDeviceClass": "the model's name says camera or recorder as well",
}
NOT_LIVE = "footage and addresses are no picture"
NO_AGE = "what is held says nothing of the limit"
#: Replies that a control does not rest on, and why.
INDIFFERENT: dict[str, dict[str, str]] = {
    "retention": {"mediaFileFind": NO_AGE, "getCurrentTime": NO_AGE, "getSystemInfo": "proves the login"},
    "oldest-recording": {
        "getSystemInfo": "proves the login",
        "count=100": "the last day",
        '"count": 100': "the last day",
        "Record": "whether it records is no age",
        "Storage": "neither days nor overwriting is an age",
    },
    "default-login": {"General": "name and lock are no passwords"},
    "no-audio": {"getSystemInfo": "proves the login, which every later answer does as well"},
    "cameras-live": {"mediaFileFind": NOT_LIVE, "RemoteDevice": NOT_LIVE},
    "overlay": {
        "getSystemInfo": "proves the login, which every later answer does as well",
        "system.multicall": "what a recorder does not carry together is asked for singly",
    },
    "storage-health": {"getSystemInfo": "proves the login, which every later answer does as well"},
    "clock": {
        "getSystemInfo": "proves the login, which every later answer does as well",
        "system.multicall": "what a recorder does not carry together is asked for singly",
    },
}
JUNK: tuple[object, ...] = (None, "junk", "", -1, 7, 1.5, 1 << 70, [], {}, True)
#: The camera is an old one of CGI alone as well.
NAMES = [*each((CAM, NVR)), *each((CAM,), (" by CGI",))]
HARDENED = [name for name in NAMES if "hardened" in name]
Boxes = dict[str, Box[str]]


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Boxes:
    def record(one: Device, settings: list[str]) -> dict[str, Tape]:
        address, found = told(site, one.id), dict[str, Tape]()
        for way in ("", " by CGI") if one.id == CAM else ("",):
            device(site, one.id).has_rpc2 = not way
            found[way] = tape.record(address, ["identity", *settings])
        device(site, one.id).has_rpc2 = True
        return found

    with running(tmp_path_factory.mktemp("lab")) as site:
        found = states(site, record, reader, needed)
    for name in HARDENED:
        clean = {slug for slug, verdict in found[name].verdicts.items() if verdict in CLEAN}
        assert {"no-audio", "clock", "oldest-recording", "storage-health", "firmware"} <= clean
    return found


@pytest.fixture(params=NAMES)
def box(request: pytest.FixtureRequest, boxes: Boxes) -> Box[str]:
    return boxes[str(request.param)]


def broken(box: Box[str], key: str) -> Iterator[tuple[str, Tape]]:
    """Of those that say the same there is none."""
    whole = meaning(box.tape[key].body)
    for name, of in box.broken(key, REPLACED):
        if meaning(of[key].body) != whole or of[key].status != 200:
            yield name, of


def meaning(body: bytes) -> object:
    """What a reply says, whatever its number and session."""
    try:
        said = json.loads(body)
    except ValueError:
        return body.strip()
    return (said.get("result"), said.get("params"), said.get("error")) if isinstance(said, dict) else said


def passed(box: Box[str], key: str, of: Tape) -> list[str]:
    """Controls that rest on this reply and are clean all the same."""
    return [slug for slug in box.passed(key, of) if rests(slug, key)]


def rests(slug: str, key: str) -> bool:
    """The search of the last day is known by its start, which is none of a beginning of time."""
    where = named(key) if key.startswith("system.multicall") else key
    of_the_day = slug == "oldest-recording" and "findFile" in where and "2000-01-01" not in where
    without_rpc2 = where == "global.login without a password"
    others = any(part in where for part in (*FOR_NOBODY, *INDIFFERENT.get(slug, {})))
    return not (of_the_day or without_rpc2 or others)


def test_no_broken_reply_turns_drift_into_a_pass(box: Box[str]) -> None:
    found = [
        f"{named(key)}: {damage}: {flip}"
        for key in box.tape
        for damage, of in broken(box, key)
        for flip in box.flips(key, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", HARDENED)
def test_what_was_damaged_is_not_passed(boxes: Boxes, name: str) -> None:
    box = boxes[name]
    found = [
        f"{named(key)}: {damage}: {slug} is passed"
        for key in box.tape
        for damage, of in broken(box, key)
        for slug in passed(box, key, of)
    ]
    assert found == []


@BOUNDED
@given(data=st.data())
def test_no_edit_of_a_value_turns_drift_into_a_pass(box: Box[str], data: st.DataObject) -> None:
    """Taken out, or of another kind; one of the same kind another device could as well have."""
    key = data.draw(st.sampled_from([key for key in box.tape if box.tape[key].body.startswith(b"{")] or [""]))
    if not key:
        return
    document = json.loads(box.tape[key].body)
    path = data.draw(st.sampled_from(list(places(document))))
    above = deepcopy(document)
    edited = above
    for step in path[:-1]:
        above = above[step]
    junk = data.draw(st.sampled_from(["gone", *JUNK]))
    if junk == "gone" and isinstance(above, dict):
        del above[path[-1]]
    elif type(junk) is not type(above[path[-1]]):
        above[path[-1]] = junk
    assert box.flips(key, box.damaged(key, 200, json.dumps(edited).encode())) == []


@BOUNDED
@given(data=st.data())
def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box[str], data: st.DataObject) -> None:
    key, other = (data.draw(st.sampled_from(sorted(box.tape))) for _ in range(2))
    if other != key:
        assert box.flips(key, box.damaged(key, 200, box.tape[other].body)) == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box[str], data: st.DataObject) -> None:
    assert box.spliced(data, sorted(box.tape), [200, 403]) == []


@BOUNDED
@given(data=st.data())
def test_a_reply_that_is_cut_anywhere_is_not_passed(boxes: Boxes, data: st.DataObject) -> None:
    box = boxes[data.draw(st.sampled_from(HARDENED))]
    key = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[key].body.rstrip()
    cut = data.draw(st.integers(0, max(0, len(body) - 1)))
    if meaning(body[:cut]) != meaning(body):
        assert passed(box, key, box.damaged(key, 200, body[:cut])) == [], named(key)
