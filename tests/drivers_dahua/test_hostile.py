"""Damaged replies: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

The camera and the recorder by RPC2, and the camera as an old one of CGI alone.
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
from tests.drivers_dahua import tape
from tests.drivers_dahua.dahuasite import CAM, NVR, PASSWORDS, device, running
from tests.drivers_dahua.tape import Tape, damaged, named, needed, read
from tests.drivers_onvif.judging import CLEAN, Bench
from tests.drivers_onvif.onvifsite import target

DEVICES = {"camera": CAM, "recorder": NVR, "old camera": CAM}
STATES = [f"{name} {state}" for name in DEVICES for state in ("drifted", "hardened")]
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
    "storage-health": {"getSystemInfo": "proves the login, which every later answer does as well"},
    "clock": {
        "getSystemInfo": "proves the login, which every later answer does as well",
        "system.multicall": "what a recorder does not carry together is asked for singly",
    },
}
JUNK: tuple[object, ...] = (None, "junk", "", -1, 7, 1.5, 1 << 70, [], {}, True)
BOUNDED = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@dataclass(frozen=True)
class Box:
    """One device in one state on tape. `verdicts` and `needs` are of the undamaged tape."""

    tape: Tape
    bench: Bench
    needs: dict[str, frozenset[str]]
    verdicts: dict[str, Verdict]

    def judged(self, damaged_tape: Tape, key: str) -> dict[str, Verdict]:
        """The verdicts of every control that asks for this reply."""
        touched = frozenset(setting for setting, keys in self.needs.items() if key in keys)
        found = self.bench.judged(lambda setting: read(damaged_tape, setting), touched)
        return {slug: finding.verdict for slug, finding in found.items()}


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    found = {}
    with running(tmp_path_factory.mktemp("lab")) as site:
        for state in ("drifted", "hardened"):
            if state == "hardened":
                site.harden(accounts=True)
                for name in (CAM, NVR):
                    site.device(name).advance(25)
            work = begin(site.folder, verb="check")
            controls = {slug: work.controls[slug] for slug in work.estate.policy.slugs}
            for short, name in DEVICES.items():
                device(site, name).has_rpc2 = not short.startswith("old")
                judging = Bench(work.policy_for(work.estate.device(name), "admin"), controls)
                address = target(site.lab.address(name), password=PASSWORDS[name])
                recorded = tape.record(address, ["identity", *judging.settings])
                device(site, name).has_rpc2 = True
                now = max(said.at for said in recorded.values())
                own = Bench(replace(judging.policy, now=now, today=now.date()), controls)
                needs = {setting: needed(recorded, setting) for setting in own.settings}
                judged = own.judged(lambda setting, of=recorded: read(of, setting))  # type: ignore[misc] # bound now
                verdicts = {slug: one.verdict for slug, one in judged.items()}
                found[f"{short} {state}"] = Box(recorded, own, needs, verdicts)
    for short in DEVICES:
        clean = {slug for slug, verdict in found[f"{short} hardened"].verdicts.items() if verdict in CLEAN}
        assert {"no-audio", "clock", "oldest-recording", "storage-health", "firmware"} <= clean
    return found


@pytest.fixture(params=STATES)
def box(request: pytest.FixtureRequest, boxes: dict[str, Box]) -> Box:
    return boxes[str(request.param)]


def broken(box: Box, key: str) -> Iterator[tuple[str, Tape]]:
    """Every way in which a whole reply can be something else."""
    body = box.tape[key].body
    cuts = {f"cut at {cut}/8": (200, body[: len(body) * cut // 8].rstrip()) for cut in range(1, 8)}
    for name, (status, said) in {**REPLACED, **cuts, "without its last byte": (200, body.rstrip()[:-1])}.items():
        if meaning(said) != meaning(body) or status != 200:
            yield name, damaged(box.tape, key, status, said)


def meaning(body: bytes) -> object:
    """What a reply says, whatever its number and session."""
    try:
        said = json.loads(body)
    except ValueError:
        return body.strip()
    return (said.get("result"), said.get("params"), said.get("error")) if isinstance(said, dict) else said


def flips(box: Box, key: str, of: Tape) -> list[str]:
    """Controls that the damage turned from not clean to clean."""
    return [
        f"{slug}: {box.verdicts[slug]} became {verdict}"
        for slug, verdict in box.judged(of, key).items()
        if box.verdicts[slug] not in CLEAN and verdict in CLEAN
    ]


def passed(box: Box, key: str, of: Tape) -> list[str]:
    """Controls that rest on this reply and are clean all the same."""
    clean = [slug for slug, verdict in box.judged(of, key).items() if verdict in CLEAN]
    return [slug for slug in clean if rests(slug, key)]


def rests(slug: str, key: str) -> bool:
    """The search of the last day is known by its start, which is none of a beginning of time."""
    where = named(key) if key.startswith("system.multicall") else key
    of_the_day = slug == "oldest-recording" and "findFile" in where and "2000-01-01" not in where
    without_rpc2 = where == "global.login without a password"
    others = any(part in where for part in (*FOR_NOBODY, *INDIFFERENT.get(slug, {})))
    return not (of_the_day or without_rpc2 or others)


def test_no_broken_reply_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{named(key)}: {damage}: {flip}"
        for key in box.tape
        for damage, of in broken(box, key)
        for flip in flips(box, key, of)
    ]
    assert found == []


@pytest.mark.parametrize("name", list(DEVICES))
def test_what_was_damaged_is_not_passed(boxes: dict[str, Box], name: str) -> None:
    box = boxes[f"{name} hardened"]
    found = [
        f"{named(key)}: {damage}: {slug} is passed"
        for key in box.tape
        for damage, of in broken(box, key)
        for slug in passed(box, key, of)
    ]
    assert found == []


def places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a document."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for step, value in pairs:
        yield (*at, step)
        if isinstance(value, dict | list):
            yield from places(value, (*at, step))


@BOUNDED
@given(data=st.data())
def test_no_edit_of_a_value_turns_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
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
    assert flips(box, key, damaged(box.tape, key, 200, json.dumps(edited).encode())) == []


@BOUNDED
@given(data=st.data())
def test_no_other_reply_in_its_place_turns_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
    key, other = (data.draw(st.sampled_from(sorted(box.tape))) for _ in range(2))
    if other != key:
        assert flips(box, key, damaged(box.tape, key, 200, box.tape[other].body)) == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[key].body
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 400)))
    between = data.draw(st.binary(max_size=12))
    of = damaged(box.tape, key, data.draw(st.sampled_from([200, 403])), body[:start] + between + body[end:])
    assert flips(box, key, of) == []


@BOUNDED
@given(data=st.data())
def test_a_reply_that_is_cut_anywhere_is_not_passed(boxes: dict[str, Box], data: st.DataObject) -> None:
    box = boxes[f"{data.draw(st.sampled_from(list(DEVICES)))} hardened"]
    key = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[key].body.rstrip()
    cut = data.draw(st.integers(0, max(0, len(body) - 1)))
    if meaning(body[:cut]) != meaning(body):
        assert passed(box, key, damaged(box.tape, key, 200, body[:cut])) == [], named(key)
