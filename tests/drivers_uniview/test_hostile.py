"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

What ONVIF's own answers do when they are edited is tested with that driver; here they are cut and replaced.
"""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.estate.model import Device
from tests.drivers.hostile import BOUNDED, Box, Place, each, edits, states
from tests.drivers.makesite import told
from tests.drivers_onvif.test_hostile import NONE_THERE as ONVIF_NONE_THERE
from tests.drivers_onvif.test_hostile import REPLACED as ONVIF_REPLACED
from tests.drivers_uniview import tape
from tests.drivers_uniview.tape import Key, Tape, envelope, named, needed, reader
from tests.drivers_uniview.test_site import SPECS
from tests.drivers_uniview.univiewsite import CAM, NVR, running

pytestmark = pytest.mark.thorough

PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body></body></html>\n"
REPLACED: dict[str, tuple[int, bytes]] = {
    "200 empty": (200, b""),
    "200 page": (200, PAGE),
    "200 no object": (200, b"[]"),
    "200 null": (200, envelope("null")),
    "200 without data": (200, envelope({})),
    "302": (302, b""),
    "401": (401, b""),
    "403": (403, b""),
    "500": (500, PAGE),
    "busy": (403, envelope("null", 2, 60001)),
    "busy with 200": (200, envelope("null", 2, 60001)),
    "wrong password with 200": (200, envelope("null", 3, 460)),
    "locked with 599": (599, envelope("null", 3, 364)),
    "bare object": (200, b"{}"),
    "404": (404, PAGE),
    "unknown path": tape.UNKNOWN_PATH,
    "unknown path with 200": (200, tape.UNKNOWN_PATH[1]),
}
#: Replies that a control does not rest on, and why.
PROVES = {"GetDeviceInformation": "shows that ONVIF takes the login, which every later answer does as well"}
ADDS = {"GetCapabilities": "only adds services that GetServices leaves out"}
INDIFFERENT = {
    "retention": {**PROVES, "GetSystemDateAndTime": "no age is in it"},
    "oldest-recording": {**PROVES, "Channel/0/Media/Storage": "what a full card does is no age"},
    "clock": {**PROVES, **ADDS},
    "overlay": {
        **PROVES,
        **ADDS,
        "GetSystemDateAndTime": "no age and no token is in it: the tape's device takes digest",
        "System/DeviceInfo": "an answer that says nothing proves the login; the texts are ONVIF's own",
    },
    "recording": PROVES,
}
JUNK: tuple[object, ...] = (None, "junk", "", -1, 2, 7, True, 1.5, 1 << 60, [], {}, "1")
#: A value of these that another device could as well have is no damage: a switch that is off, a name, a time.
LEGAL = ("Mode", "Type", "Status", "Level", "Name", "DeviceTime", "AddressType")
Boxes = dict[str, Box[Key]]


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Boxes:
    def record(device: Device, settings: list[str]) -> dict[str, Tape]:
        address = told(site, device.id)
        return {"": tape.record(address, [*settings, "identity"])}

    with running(tmp_path_factory.mktemp("lab")) as site:
        found = states(site, record, reader, needed)
    assert {found[f"{CAM} hardened"].verdicts[slug] for slug in ("no-audio", "clock", "oldest-recording")} == {
        "compliant"
    }
    assert found[f"{NVR} hardened"].verdicts["oldest-recording"] == "compliant"
    return found


@pytest.fixture(params=each(SPECS))
def box(request: pytest.FixtureRequest, boxes: Boxes) -> Box[Key]:
    return boxes[str(request.param)]


def broken(box: Box[Key], key: Key) -> Iterator[tuple[str, Tape]]:
    return box.broken(key, {**ONVIF_REPLACED, **ONVIF_NONE_THERE} if key[2] else REPLACED)


def passed(box: Box[Key], key: Key, of: Tape) -> list[str]:
    """Controls that rest on this reply and are clean all the same."""
    return [slug for slug in box.passed(key, of) if named(key) not in INDIFFERENT.get(slug, {})]


def keys(box: Box[Key]) -> list[Key]:
    """Of a recorder's many months, the first that is asked for and an empty one stand for all."""
    months = [key for key in box.tape if "DailyDistribution" in key[1]]
    return [key for key in box.tape if key not in months or key in (months[:1] + months[3:4])]


def test_no_broken_reply_turns_drift_into_a_pass(box: Box[Key]) -> None:
    found = [
        f"{named(key)}: {damage}: {flip}"
        for key in keys(box)
        for damage, of in broken(box, key)
        for flip in box.flips(key, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", list(SPECS))
def test_what_was_damaged_is_not_passed(boxes: Boxes, name: str) -> None:
    box = boxes[f"{name} hardened"]
    found = [
        f"{named(key)}: {damage}: {slug} is passed"
        for key in keys(box)
        for damage, of in broken(box, key)
        for slug in passed(box, key, of)
    ]
    assert found == []


def legal(place: Place, junk: object, value: object) -> bool:
    return type(junk) is type(value) and place[-1] in LEGAL


def test_no_edit_of_one_field_turns_drift_into_a_pass(box: Box[Key]) -> None:
    found = [
        f"{named(key)}: {edit}: {flip}"
        for key in keys(box)
        if not key[2] and "DailyDistribution" not in key[1]
        for edit, body in edits(box.tape[key].body, JUNK, legal)
        for flip in box.flips(key, box.damaged(key, 200, body))
    ]
    assert found == []


def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box[Key]) -> None:
    assert box.swapped(keys(box), named) == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box[Key], data: st.DataObject) -> None:
    assert box.spliced(data, sorted(keys(box)), [200, 403, 599]) == []


@BOUNDED
@given(data=st.data())
def test_a_reply_that_is_cut_anywhere_is_not_passed(boxes: Boxes, data: st.DataObject) -> None:
    box = boxes[f"{data.draw(st.sampled_from(list(SPECS)))} hardened"]
    key = data.draw(st.sampled_from(sorted(key for key in keys(box) if not key[2])))
    body = box.tape[key].body.rstrip()
    cut = data.draw(st.integers(0, len(body) - 1))
    assert passed(box, key, box.damaged(key, 200, body[:cut])) == []
