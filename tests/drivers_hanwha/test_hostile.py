"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

"Clean" is what lets a run end with 0: compliant, or not applicable.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.policy.finding import Verdict
from tests.drivers_hanwha import tape
from tests.drivers_hanwha.hanwhasite import CAM, NVR, PASSWORDS, running, target
from tests.drivers_hanwha.tape import LINES, Tape, damaged, menu, needed, read, record
from tests.drivers_onvif.judging import CLEAN, Bench
from tests.labsite import LabSite

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
}
JUNK: tuple[Any, ...] = ("", "True", -1, 1.5, False, None, [], {}, [{}])
BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True, repr=False)
class Box:
    """One device in one state on tape, with the policy that judges it. `verdicts` are of the undamaged tape."""

    tape: Tape
    bench: Bench
    needs: dict[str, frozenset[str]]
    verdicts: dict[str, Verdict]

    def judged(self, of: Tape, path: str) -> dict[str, Verdict]:
        """Every control on a setting that asks for the path, by the replies of another tape."""
        touched = frozenset(setting for setting, paths in self.needs.items() if path in paths)
        found = self.bench.judged(lambda setting: read(of, setting), touched)
        return {slug: finding.verdict for slug, finding in found.items()}


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    """Camera and recorder as they come and hardened, in JSON; the hardened ones in lines too."""
    found = {}
    with running(tmp_path_factory.mktemp("hanwha")) as site:
        for state in ("drifted", "hardened"):
            if state == "hardened":
                site.harden(accounts=True)
                for name in (CAM, NVR):
                    site.device(name).advance(25)
            for name, short in ((CAM, "camera"), (NVR, "recorder")):
                found[f"{short} {state}"] = _box(site, name, "application/json")
                found[f"{short} {state} in lines"] = _box(site, name, LINES)
    assert "compliant" not in {found["camera drifted"].verdicts[one] for one in ("no-audio", "retention", "clock")}
    return found


def _box(site: LabSite, name: str, accept: str) -> Box:
    work = site.begin()
    controls = {slug: work.controls[slug] for slug in work.estate.policy.slugs}
    bench = Bench(work.policy_for(work.estate.device(name), "admin"), controls)
    of = record(target(site.lab.address(name), password=PASSWORDS[name]), bench.settings, accept)
    needs = {setting: needed(of, setting) for setting in bench.settings}
    whole = bench.judged(lambda setting: read(of, setting))
    return Box(of, bench, needs, {slug: finding.verdict for slug, finding in whole.items()})


NAMES = [
    f"{kind} {state}{form}"
    for kind in ("camera", "recorder")
    for state in ("drifted", "hardened")
    for form in ("", " in lines")
]


@pytest.fixture(params=NAMES)
def box(request: pytest.FixtureRequest, boxes: dict[str, Box]) -> Box:
    return boxes[str(request.param)]


def paths(box: Box) -> list[str]:
    """Of a menu that was asked several times, as a card's months are, the first and the last reply."""
    of: dict[str, list[str]] = {}
    for path in sorted(box.tape):
        of.setdefault(menu(path), []).append(path)
    return [path for same in of.values() for path in dict.fromkeys((same[0], same[-1]))]


def broken(box: Box, path: str) -> Iterator[tuple[str, Tape]]:
    """Every way in which a whole reply can be something else."""
    body = box.tape[path].body
    for name, (status, said) in REPLACED.items():
        yield name, damaged(box.tape, path, status, said)
    for cut in range(1, 16):
        yield f"cut at {cut}/16", damaged(box.tape, path, 200, body[: len(body) * cut // 16].rstrip())
    yield "without its last byte", damaged(box.tape, path, 200, body.rstrip()[:-1])


def flips(box: Box, path: str, of: Tape) -> list[str]:
    """Controls that the damage turned from not clean to clean."""
    return [
        f"{slug}: {box.verdicts[slug]} became {verdict}"
        for slug, verdict in box.judged(of, path).items()
        if box.verdicts[slug] not in CLEAN and verdict in CLEAN
    ]


def test_no_broken_reply_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{menu(path)}: {damage}: {flip}"
        for path in paths(box)
        for damage, of in broken(box, path)
        for flip in flips(box, path, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", [name for name in NAMES if "hardened" in name])
def test_what_was_damaged_is_not_passed(boxes: dict[str, Box], name: str) -> None:
    box = boxes[name]
    passed = {
        f"{menu(path)}: {damage}: {slug} is {verdict}"
        for path in paths(box)
        for damage, of in broken(box, path)
        for slug, verdict in box.judged(of, path).items()
        if verdict in CLEAN and menu(path) not in INDIFFERENT.get(slug, {})
    }
    assert passed == set()


def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{menu(other)} for {menu(path)}: {flip}"
        for path in paths(box)
        for other in paths(box)
        if other != path
        for flip in flips(box, path, damaged(box.tape, path, 200, box.tape[other].body))
    ]
    assert found == []


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every field, in the first and the last row of each list."""
    ends = {0: value[0], len(value) - 1: value[-1]} if isinstance(value, list) and value else {}
    below = value.items() if isinstance(value, dict) else ends.items()
    for key, one in below:
        if isinstance(value, dict):
            yield (*way, key)
        yield from places(one, (*way, key))


def edits(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each field taken out, and replaced by junk."""
    whole = json.loads(body)
    for way in places(whole):
        root = deepcopy(whole)
        above = root
        for key in way[:-1]:
            above = above[key]
        kept = above[way[-1]]
        for junk in JUNK:
            if type(junk) is not type(kept):
                above[way[-1]] = junk
                yield f"{way} is {junk!r}", json.dumps(root).encode()
        del above[way[-1]]
        yield f"without {way}", json.dumps(root).encode()


def test_no_edit_of_one_field_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{menu(path)}: {edit}: {flip}"
        for path in paths(box)
        if box.tape[path].body.startswith(b"{")
        for edit, body in edits(box.tape[path].body)
        for flip in flips(box, path, damaged(box.tape, path, 200, body))
    ]
    assert found == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[path].body
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 400)))
    between = data.draw(st.binary(max_size=12))
    of = damaged(box.tape, path, data.draw(st.sampled_from([200, 403, 500])), body[:start] + between + body[end:])
    assert flips(box, path, of) == []


@BOUNDED
@given(data=st.data())
def test_json_cut_at_any_byte_is_never_passed(boxes: dict[str, Box], data: st.DataObject) -> None:
    box = boxes[data.draw(st.sampled_from(["camera hardened", "recorder hardened"]))]
    path = data.draw(st.sampled_from(sorted(path for path in box.tape if box.tape[path].body.startswith(b"{"))))
    body = box.tape[path].body.rstrip()
    of = damaged(box.tape, path, 200, body[: data.draw(st.integers(0, len(body) - 1))])
    passed = {slug for slug, verdict in box.judged(of, path).items() if verdict in CLEAN}
    assert {slug for slug in passed if menu(path) not in INDIFFERENT.get(slug, {})} == set()


@pytest.mark.parametrize("name", [name for name in NAMES if "in lines" in name])
def test_lines_cut_between_two_turn_no_drift_into_a_pass(boxes: dict[str, Box], name: str) -> None:
    """All asked keys may stand before the cut: what follows must not be taken for nothing."""
    box = boxes[name]
    found = []
    for path in paths(box):
        lines = box.tape[path].body.splitlines(keepends=True)
        for cut in range(len(lines)):
            of = damaged(box.tape, path, 200, b"".join(lines[:cut]))
            found += [f"{menu(path)} cut at line {cut}: {flip}" for flip in flips(box, path, of)]
    assert found == []
