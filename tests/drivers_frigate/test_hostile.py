"""Damaged answers: none turns a drift into a pass, and only a DeviceError is raised."""

import json
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.lab.frigate.devices import RECORDER
from sightline.policy.finding import Verdict
from sightline.wire.http import Reply
from tests.drivers.hostile import BOUNDED, damaged
from tests.drivers.judging import CLEAN
from tests.drivers.makesite import target
from tests.drivers_frigate import damage
from tests.drivers_frigate.frigatesite import NAME, running
from tests.drivers_frigate.tape import SPARED, Judging, Key, Tape, record

pytestmark = pytest.mark.thorough

STATES = ("drifted", "hardened")
#: Controls that are not clean any more where an answer is missing, of the hardened recorder; () is every one.
NEEDED: dict[str, tuple[str, ...]] = {
    "/api/config": (),
    "/api/stats": (),
    "/api/lobby/recordings/summary?timezone=utc": ("recording",),
    "/api/gate/recordings/summary?timezone=utc": ("recording",),
}


@dataclass(frozen=True)
class Box:
    """The recorder in one state on tape, and its verdicts."""

    tape: Tape
    judging: Judging
    verdicts: dict[str, Verdict]


def shorter(tape: dict[Key, Reply]) -> dict[Key, Reply]:
    """Of the days that are held the first and the last: what lies between changes nothing, and takes time to read."""
    days = {key: json.loads(said.body) for key, said in tape.items() if "recordings/summary" in key[1]}
    few = {key: json.dumps([rows[0], rows[-1]]).encode() for key, rows in days.items()}
    return {key: replace(said, body=few.get(key, said.body)) for key, said in tape.items()}


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    folder, found = tmp_path_factory.mktemp("lab"), {}
    with running(folder) as site:
        judging = Judging.of("frigate", site.folder, NAME)
        for state in STATES:
            if state == "hardened":
                site.harden(accounts=True)
                site.device(NAME).advance(25)
            box = target(site.lab.address(NAME), RECORDER.passwords["admin"])
            tape = shorter(record("frigate", box, [*judging.settings, "identity"]))
            found[state] = Box(tape, judging, judging.verdicts(tape))
    assert found["drifted"].verdicts["no-audio"] == "drift"
    for slug in ("no-audio", "retention", "oldest-recording", "banned-analytics", "cameras-live", "recording"):
        assert found["hardened"].verdicts[slug] == "compliant", slug
    return found


@pytest.fixture(params=STATES)
def box(request: pytest.FixtureRequest, boxes: dict[str, Box]) -> Box:
    return boxes[str(request.param)]


def test_no_broken_answer_turns_drift_into_a_pass(box: Box) -> None:
    found = [flip for key in box.tape for flip in damage.turned(box.judging, box.tape, key, box.verdicts, edit=False)]
    assert found == []


def test_no_edit_of_one_value_turns_drift_into_a_pass(boxes: dict[str, Box]) -> None:
    """But for those that say the good thing themselves: they are what a right device says."""
    box = boxes["drifted"]
    right = ("audio.enabled", "days", "retain.default", "retain.objects.person", "start_time", "recordings/summary")
    found = [
        flip
        for key in box.tape
        if key[0] == "GET" and box.tape[key].body
        for flip in damage.turned(box.judging, box.tape, key, box.verdicts, edit=True)
        if not any(name in flip for name in right)
    ]
    assert found == []


@pytest.mark.parametrize("path", NEEDED)
def test_what_the_hardened_device_does_not_say_is_not_passed(boxes: dict[str, Box], path: str) -> None:
    box = boxes["hardened"]
    passed = [
        f"{name}: {slug}"
        for name, of in damage.broken(box.tape, ("GET", path))
        for slug, verdict in box.judging.verdicts(of).items()
        if verdict in CLEAN and slug in (NEEDED[path] or box.verdicts.keys() - SPARED)
    ]
    assert passed == []


def test_a_configuration_that_does_not_say_what_was_bought_passes_no_label(boxes: dict[str, Box]) -> None:
    box, key = boxes["hardened"], ("GET", "/api/config")
    told = json.loads(box.tape[key].body)
    del told["plus"]
    after = box.judging.verdicts(damaged(box.tape, key, 200, json.dumps(told).encode()))
    assert (box.verdicts["banned-analytics"], after["banned-analytics"]) == ("compliant", "unread")


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[key].body
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 400)))
    between = data.draw(st.binary(max_size=12))
    of = damaged(box.tape, key, data.draw(st.sampled_from([200, 401, 500])), body[:start] + between + body[end:])
    assert damage.flips(box.verdicts, box.judging.verdicts(of)) == []
