"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

"Clean" is what lets a run end with 0: compliant, or not applicable.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.estate.model import Device
from tests.drivers.hostile import BOUNDED, Box, Place, each, edits, states
from tests.drivers.makesite import told
from tests.drivers_hanwha import tape
from tests.drivers_hanwha.hanwhasite import CAM, NVR, running
from tests.drivers_hanwha.tape import LINES, Tape, menu, needed, reader

pytestmark = pytest.mark.thorough

PAGE = b"<!DOCTYPE html>\n<html><head><title>WebViewer</title></head><body></body></html>\n"
REPLACED: dict[str, tuple[int, bytes]] = {
    "200 empty": (200, b""),
    "200 page": (200, PAGE),
    "302": (302, b""),
    "401": (401, b""),
    "403": (403, b""),
    "404": (404, PAGE),
    "490": (490, b""),
    "500": (500, PAGE),
    "busy": (503, b"Device Busy\n"),
    "NG": (200, b"NG\n"),
    "NG 602": (200, b"NG\nError Code: 602\nError Details:\nInvalid Parameter(s)\n"),
    "no such menu": (200, tape.NO_SUCH_MENU),
    "fail": (200, b'{"Response": "Fail"}'),
    "success": (200, b'{"Response": "Success"}'),
    "nothing": (200, b"{}"),
    "a list": (200, b"[]"),
    "deep": (200, b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
    "no number": (200, b'{"AutoDeleteDays": NaN}'),
    "an entity": (200, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
}
#: Menus that a control does not rest on, and why.
INDIFFERENT: dict[str, dict[str, str]] = {
    "retention": {
        "system.date": "days are days",
        "recording.calendarsearch": "what is held is the oldest recording's affair",
        "recording.timeline": "so is its hour",
        "recording.searchrecordingperiod": "and a recorder's",
    },
    "oldest-recording": {
        "recording.timeline": "the day is known: its first minute stands for it",
        "recording.general": "whether it records is not asked",
    },
    "clock": {"system.deviceinfo": "a clock is right whoever the device is"},
    "banned-analytics": {"system.deviceinfo": "it has functions of its own"},
    "tamper": {"system.deviceinfo": "it has a menu of its own"},
    "overlay": {"system.deviceinfo": "so have the lines in the picture"},
}
#: By these a recorder that has no such menu says the same again.
SAME = ("404", "no such menu")
JUNK: tuple[Any, ...] = ("", "True", -1, 1.5, False, None, [], {}, [{}])
WAYS = ("", " in lines")
HARDENED = [name for name in each((CAM, NVR), WAYS) if "hardened" in name]
Boxes = dict[str, Box[str]]


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Boxes:
    """In JSON, and in lines."""

    def record(device: Device, settings: list[str]) -> dict[str, Tape]:
        address = told(site, device.id)
        return {way: tape.record(address, settings, LINES if way else "application/json") for way in WAYS}

    with running(tmp_path_factory.mktemp("hanwha")) as site:
        found = states(site, record, reader, needed)
    verdicts = found[f"{CAM} drifted"].verdicts
    assert "compliant" not in {verdicts[one] for one in ("no-audio", "retention", "clock")}
    return found


@pytest.fixture(params=each((CAM, NVR), WAYS))
def box(request: pytest.FixtureRequest, boxes: Boxes) -> Box[str]:
    return boxes[str(request.param)]


def paths(box: Box[str]) -> list[str]:
    """Of a menu that was asked several times, as a card's months are, the first and the last reply."""
    of: dict[str, list[str]] = {}
    for path in sorted(box.tape):
        of.setdefault(menu(path), []).append(path)
    return [path for same in of.values() for path in dict.fromkeys((same[0], same[-1]))]


def passed(box: Box[str], path: str, of: Tape) -> list[str]:
    """Controls that rest on this reply and are clean all the same."""
    return [slug for slug in box.passed(path, of) if menu(path) not in INDIFFERENT.get(slug, {})]


def test_no_broken_reply_turns_drift_into_a_pass(box: Box[str]) -> None:
    found = [
        f"{menu(path)}: {damage}: {flip}"
        for path in paths(box)
        for damage, of in box.broken(path, REPLACED)
        for flip in box.flips(path, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", HARDENED)
def test_what_was_damaged_is_not_passed(boxes: Boxes, name: str) -> None:
    box = boxes[name]
    found = {
        f"{menu(path)}: {damage}: {slug} is passed"
        for path in paths(box)
        for damage, of in box.broken(path, REPLACED)
        for slug in passed(box, path, of)
        if not (damage in SAME and box.tape[path].body == tape.NO_SUCH_MENU)
    }
    assert found == set()


def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box[str]) -> None:
    assert box.swapped(paths(box), menu) == []


def legal(place: Place, junk: object, value: object) -> bool:
    """Of the same kind, or a row less: another device could as well have it."""
    return type(junk) is type(value) or isinstance(place[-1], int)


def test_no_edit_of_one_field_turns_drift_into_a_pass(box: Box[str]) -> None:
    found = [
        f"{menu(path)}: {edit}: {flip}"
        for path in paths(box)
        if box.tape[path].body.startswith(b"{")
        for edit, body in edits(box.tape[path].body, JUNK, legal)
        for flip in box.flips(path, box.damaged(path, 200, body))
    ]
    assert found == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box[str], data: st.DataObject) -> None:
    assert box.spliced(data, sorted(box.tape), [200, 403, 500]) == []


@BOUNDED
@given(data=st.data())
def test_json_cut_at_any_byte_is_never_passed(boxes: Boxes, data: st.DataObject) -> None:
    box = boxes[data.draw(st.sampled_from([f"{CAM} hardened", f"{NVR} hardened"]))]
    path = data.draw(st.sampled_from(sorted(path for path in box.tape if box.tape[path].body.startswith(b"{"))))
    body = box.tape[path].body.rstrip()
    of = box.damaged(path, 200, body[: data.draw(st.integers(0, len(body) - 1))])
    assert passed(box, path, of) == []


@pytest.mark.parametrize("name", [name for name in each((CAM, NVR), WAYS) if "in lines" in name])
def test_lines_cut_between_two_turn_no_drift_into_a_pass(boxes: Boxes, name: str) -> None:
    """All asked keys may stand before the cut: what follows must not be taken for nothing."""
    box = boxes[name]
    found = []
    for path in paths(box):
        lines = box.tape[path].body.splitlines(keepends=True)
        for cut in range(len(lines)):
            of = box.damaged(path, 200, b"".join(lines[:cut]))
            found += [f"{menu(path)} cut at line {cut}: {flip}" for flip in box.flips(path, of)]
    assert found == []
