"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

What ONVIF's own answers do when they are edited is tested with that driver; here they are cut and replaced.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.bridge.begin import begin
from sightline.policy.finding import Verdict
from tests.drivers_onvif.judging import CLEAN, Bench
from tests.drivers_onvif.onvifsite import target
from tests.drivers_onvif.test_hostile import NONE_THERE as ONVIF_NONE_THERE
from tests.drivers_onvif.test_hostile import REPLACED as ONVIF_REPLACED
from tests.drivers_uniview import tape
from tests.drivers_uniview.tape import Key, Tape, damaged, envelope, named, needed, read
from tests.drivers_uniview.test_site import SPECS
from tests.drivers_uniview.univiewsite import CAM, NVR, running

STATES = [f"{name} {state}" for name in SPECS for state in ("drifted", "hardened")]
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
INDIFFERENT = {
    "retention": {**PROVES, "GetSystemDateAndTime": "no age is in it"},
    "oldest-recording": {**PROVES, "Channel/0/Media/Storage": "what a full card does is no age"},
    "clock": {**PROVES, "GetCapabilities": "only adds services that GetServices leaves out"},
}
JUNK: tuple[object, ...] = (None, "junk", "", -1, 2, 7, True, 1.5, 1 << 60, [], {}, "1")
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@dataclass(frozen=True)
class Box:
    """One device in one state on tape. `verdicts` and `needs` are of the undamaged tape."""

    tape: Tape
    bench: Bench
    needs: dict[str, frozenset[Key]]
    verdicts: dict[str, Verdict]

    def judged(self, damaged_tape: Tape, key: Key) -> dict[str, Verdict]:
        """The verdicts of every control that asks for this reply."""
        touched = frozenset(setting for setting, keys in self.needs.items() if key in keys)
        found = self.bench.judged(lambda setting: read(damaged_tape, setting), touched)
        return {slug: finding.verdict for slug, finding in found.items()}


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    folder, found = tmp_path_factory.mktemp("lab"), {}
    with running(folder) as site:
        for state in ("drifted", "hardened"):
            if state == "hardened":
                site.harden(accounts=True)
                for name in SPECS:
                    site.device(name).advance(25)
            work = begin(site.folder, verb="check")
            controls = {slug: work.controls[slug] for slug in work.estate.policy.slugs}
            for device in work.estate.devices:
                judging = Bench(work.policy_for(device, "admin"), controls)
                address = target(site.lab.address(device.id), password=SPECS[device.id].passwords["admin"])
                recorded = tape.record(address, [*judging.settings, "identity"])
                now = max(said.at for said in recorded.values())
                own = Bench(replace(judging.policy, now=now, today=now.date()), controls)
                needs = {setting: needed(recorded, setting) for setting in own.settings}
                judged = own.judged(lambda setting, of=recorded: read(of, setting))  # type: ignore[misc] # bound now
                verdicts = {slug: one.verdict for slug, one in judged.items()}
                found[f"{device.id} {state}"] = Box(recorded, own, needs, verdicts)
    assert {found[f"{CAM} hardened"].verdicts[slug] for slug in ("no-audio", "clock", "oldest-recording")} == {
        "compliant"
    }
    assert found[f"{NVR} hardened"].verdicts["oldest-recording"] == "compliant"
    return found


@pytest.fixture(params=STATES)
def box(request: pytest.FixtureRequest, boxes: dict[str, Box]) -> Box:
    return boxes[str(request.param)]


def broken(box: Box, key: Key) -> Iterator[tuple[str, Tape]]:
    """Every way in which a whole reply can be something else."""
    body = box.tape[key].body
    for name, (status, said) in ({**ONVIF_REPLACED, **ONVIF_NONE_THERE} if key[2] else REPLACED).items():
        yield name, damaged(box.tape, key, status, said)
    for cut in range(1, 16):
        yield f"cut at {cut}/16", damaged(box.tape, key, 200, body[: len(body) * cut // 16].rstrip())
    yield "without its last byte", damaged(box.tape, key, 200, body.rstrip()[:-1])


def flips(box: Box, key: Key, of: Tape) -> list[str]:
    """Controls that the damage turned from not clean to clean."""
    return [
        f"{slug}: {box.verdicts[slug]} became {verdict}"
        for slug, verdict in box.judged(of, key).items()
        if box.verdicts[slug] not in CLEAN and verdict in CLEAN
    ]


def passed(box: Box, key: Key, of: Tape) -> list[str]:
    """Controls that rest on this reply and are clean all the same."""
    return [
        slug
        for slug, verdict in box.judged(of, key).items()
        if verdict in CLEAN and named(key) not in INDIFFERENT.get(slug, {})
    ]


def keys(box: Box) -> list[Key]:
    """Of a recorder's many months, the first that is asked for and an empty one stand for all."""
    months = [key for key in box.tape if "DailyDistribution" in key[1]]
    return [key for key in box.tape if key not in months or key in (months[:1] + months[3:4])]


def test_no_broken_reply_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{named(key)}: {damage}: {flip}"
        for key in keys(box)
        for damage, of in broken(box, key)
        for flip in flips(box, key, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", list(SPECS))
def test_what_was_damaged_is_not_passed(boxes: dict[str, Box], name: str) -> None:
    box = boxes[f"{name} hardened"]
    found = [
        f"{named(key)}: {damage}: {slug} is passed"
        for key in keys(box)
        for damage, of in broken(box, key)
        for slug in passed(box, key, of)
    ]
    assert found == []


def edits(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each value taken out, and replaced by junk."""
    for path in _paths(json.loads(body)):
        for junk in ("gone", *JUNK):
            document = deepcopy(json.loads(body))
            above = document
            for step in path[:-1]:
                above = above[step]
            if junk == "gone":
                del above[path[-1]]
            elif type(junk) is type(above[path[-1]]) and path[-1] in LEGAL:
                continue
            else:
                above[path[-1]] = junk
            yield f"{path} is {junk!r}", json.dumps(document).encode()


#: A value of these that another device could as well have is no damage: a switch that is off, a name, a time.
LEGAL = ("Mode", "Type", "Status", "Level", "Name", "DeviceTime", "AddressType")


def _paths(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for step, value in pairs:
        yield (*at, step)
        if isinstance(value, dict | list):
            yield from _paths(value, (*at, step))


def test_no_edit_of_one_field_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{named(key)}: {edit}: {flip}"
        for key in keys(box)
        if not key[2] and "DailyDistribution" not in key[1]
        for edit, body in edits(box.tape[key].body)
        for flip in flips(box, key, damaged(box.tape, key, 200, body))
    ]
    assert found == []


def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box) -> None:
    some = keys(box)
    found = [
        f"{named(other)} for {named(key)}: {flip}"
        for key in some
        for other in some
        if other != key
        for flip in flips(box, key, damaged(box.tape, key, 200, box.tape[other].body))
    ]
    assert found == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(keys(box))))
    body = box.tape[key].body
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 400)))
    between = data.draw(st.binary(max_size=12))
    of = damaged(box.tape, key, data.draw(st.sampled_from([200, 403, 599])), body[:start] + between + body[end:])
    assert flips(box, key, of) == []


@BOUNDED
@given(data=st.data())
def test_a_reply_that_is_cut_anywhere_is_not_passed(boxes: dict[str, Box], data: st.DataObject) -> None:
    box = boxes[f"{data.draw(st.sampled_from(list(SPECS)))} hardened"]
    key = data.draw(st.sampled_from(sorted(key for key in keys(box) if not key[2])))
    body = box.tape[key].body.rstrip()
    cut = data.draw(st.integers(0, len(body) - 1))
    assert passed(box, key, damaged(box.tape, key, 200, body[:cut])) == []
