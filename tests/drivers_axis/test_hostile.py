"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sightline.estate.model import Device
from tests.drivers.hostile import BOUNDED, Box, each, states
from tests.drivers.hostile import edits as json_edits
from tests.drivers.makesite import told
from tests.drivers_axis import tape
from tests.drivers_axis.axissite import CAM, OLD, SETTINGS, SPECS, running
from tests.drivers_axis.tape import PARAMS, Key, Tape, named, needed, read, reader
from tests.drivers_uniview.test_hostile import JUNK as OTHER
from tests.drivers_uniview.test_hostile import legal

pytestmark = pytest.mark.thorough

PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body></body></html>\n"
REPLACED: dict[str, tuple[int, bytes]] = {
    "200 empty": (200, b""),
    "200 page": (200, PAGE),
    "200 list": (200, b"[]"),
    "200 object": (200, b"{}"),
    "200 root": (200, b"<root/>"),
    "204": (204, b""),
    "302": (302, b""),
    "401": (401, b""),
    "403": (403, b""),
    "404": tape.NONE,
    "500": (500, PAGE),
    "503": (503, b""),
    "param error": (200, b"# Error: Error -1 getting param in group 'Brand'\n"),
    "account error": (200, b"Error: no such thing.\n"),
    "JSON error": (200, b'{"apiVersion": "1.0", "error": {"code": 4000, "message": "no"}}'),
    "REST error": (200, b'{"status": "error", "error": {"code": 1, "message": "no"}}'),
    "an entity": (200, b'<!DOCTYPE x [<!ENTITY a "b">]><root>&a;</root>'),
}
#: Replies that a control does not rest on, and why.
AGE = "the limit is not the age of what is held"
LIVE = "live comes from no reply"
INDIFFERENT = {
    "retention": {"record/list.cgi": AGE, "time.cgi getDateTimeInfo": AGE, "admin/date.cgi": AGE},
    "cameras-live": {"record/list.cgi": LIVE, "time.cgi getDateTimeInfo": LIVE, "admin/date.cgi": LIVE},
}
#: Edits that are no damage, by reply and control, and why.
RIGHT = {("applications/list.cgi", "without application", "banned-analytics"): "one that is not installed"}
JUNK = ("", "junk", "²", "-1", "9" * 5000)
Boxes = dict[str, Box[Key]]


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Boxes:
    def record(device: Device, _: list[str]) -> dict[str, Tape]:
        return {"": tape.record(told(site, device.id), SETTINGS)}

    with running(tmp_path_factory.mktemp("lab")) as site:
        found = states(site, record, reader, needed)
    for name in SPECS:
        verdicts = found[f"{name} hardened"].verdicts
        assert {verdicts[slug] for slug in ("no-audio", "clock", "oldest-recording")} == {"compliant"}
    return found


@pytest.fixture(params=each(SPECS))
def box(request: pytest.FixtureRequest, boxes: Boxes) -> Box[Key]:
    return boxes[str(request.param)]


def broken(box: Box[Key], key: Key) -> Iterator[tuple[str, Tape]]:
    """Lines are cut at their ends as well."""
    yield from box.broken(key, REPLACED)
    lines = box.tape[key].body.splitlines(keepends=True)
    for end in range(1, len(lines) if key == PARAMS else 1):
        yield f"cut after line {end}", box.damaged(key, 200, b"".join(lines[:end]))


def passed(box: Box[Key], key: Key, of: Tape) -> list[str]:
    """Controls that rest on this reply and are clean all the same."""
    return [slug for slug in box.passed(key, of) if named(key) not in INDIFFERENT.get(slug, {})]


def test_no_broken_reply_turns_drift_into_a_pass(box: Box[Key]) -> None:
    found = [
        f"{named(key)}: {damage}: {flip}"
        for key in box.tape
        for damage, of in broken(box, key)
        for flip in box.flips(key, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", SPECS)
def test_what_was_damaged_is_not_passed(boxes: Boxes, name: str) -> None:
    box = boxes[f"{name} hardened"]
    found = [
        f"{named(key)}: {damage}: {slug} is passed"
        for key in box.tape
        for damage, of in broken(box, key)
        for slug in passed(box, key, of)
    ]
    assert found == []


def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box[Key]) -> None:
    assert box.swapped(list(box.tape), named) == []


def lines(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each line taken out, and its value replaced by junk."""
    rows = body.splitlines(keepends=True)
    for number, row in enumerate(rows):
        name, equals, _ = row.partition(b"=")
        yield f"without {name!r}", b"".join(rows[:number] + rows[number + 1 :])
        for junk in JUNK[1:] if equals else ():
            changed = name + b"=" + junk.encode() + b"\n"
            yield f"{name!r} is {junk[:9]!r}", b"".join([*rows[:number], changed, *rows[number + 1 :]])


def attributes(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each attribute taken out, and replaced by junk; each element taken out."""
    count = sum(1 for _ in etree.fromstring(body).iter())
    for index in range(1, min(count, 12)):
        for name in list(list(etree.fromstring(body).iter())[index].attrib):
            for junk in (None, *JUNK):
                root = etree.fromstring(body)
                element = list(root.iter())[index]
                element.attrib.pop(name)
                if junk is not None:
                    element.set(name, junk)
                yield f"{element.tag} {name!r} is {junk and junk[:9]!r}", etree.tostring(root)
        root = etree.fromstring(body)
        element = list(root.iter())[index]
        above = element.getparent()
        assert above is not None
        above.remove(element)
        yield f"without {element.tag}", etree.tostring(root)


def edits(key: Key, body: bytes) -> Iterator[tuple[str, bytes]]:
    if body.startswith(b"{"):
        return json_edits(body, OTHER, legal)
    return attributes(body) if body.startswith(b"<") else lines(body)


def test_no_edit_of_one_field_turns_drift_into_a_pass(box: Box[Key]) -> None:
    found = [
        f"{named(key)}: {edit}: {flip}"
        for key, said in box.tape.items()
        for edit, body in edits(key, said.body)
        for flip in box.flips(key, box.damaged(key, 200, body))
        if (named(key), edit, flip.partition(":")[0]) not in RIGHT
    ]
    assert found == []


def test_of_a_broken_reply_no_setting_raises_more_than_a_device_error(box: Box[Key]) -> None:
    """Those as well that no control asks for."""
    for key in box.tape:
        for setting in SETTINGS:
            for _, of in broken(box, key) if key in needed(box.tape, setting) and key != PARAMS else ():
                read(of, setting)
    for _, body in lines(box.tape[PARAMS].body):
        session, _ = tape.play(tape.on(box.damaged(PARAMS, 200, body)))
        for setting in SETTINGS:
            tape.read_from(session, setting)


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box[Key], data: st.DataObject) -> None:
    assert box.spliced(data, sorted(box.tape), [200, 204, 404, 500]) == []


@BOUNDED
@given(data=st.data())
def test_a_reply_that_is_cut_anywhere_is_not_passed(boxes: Boxes, data: st.DataObject) -> None:
    box = boxes[f"{data.draw(st.sampled_from([CAM, OLD]))} hardened"]
    key = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[key].body.rstrip()
    cut = data.draw(st.integers(0, len(body) - 1))
    assert passed(box, key, box.damaged(key, 200, body[:cut])) == []


def test_the_edits_find_what_they_look_for(boxes: Boxes) -> None:
    """One that is no damage flips, so that the search is known to see."""
    box = boxes[f"{CAM} drifted"]
    whole = box.tape[PARAMS].body.replace(b"A0.Enabled=yes", b"A0.Enabled=no").replace(b"Support=yes", b"Support=no")
    assert box.flips(PARAMS, box.damaged(PARAMS, 200, whole)) == ["no-audio: drift became compliant"]
    assert json.loads(box.tape["POST", "/axis-cgi/ntp.cgi", "getNTPInfo"].body)["data"]
