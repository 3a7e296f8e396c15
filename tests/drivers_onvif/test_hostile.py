"""Damaged answers: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

"Clean" is what lets a run end with 0: compliant, or not applicable.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sightline.policy.finding import Verdict
from tests.drivers.judging import CLEAN, Bench
from tests.drivers.makesite import told
from tests.drivers_onvif import tape
from tests.drivers_onvif.judging import SPARED, bench
from tests.drivers_onvif.onvifsite import LOBBY, running
from tests.drivers_onvif.tape import Key, Tape, damaged, needed, operation, reader

pytestmark = pytest.mark.thorough

STATES = ("drifted", "hardened")
#: It records as it comes.
RIGHT_AT_FIRST = {"recording", *SPARED}
PAGE = b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body><h2>Login</h2></body></html>\n"
REPLACED: dict[str, tuple[int, bytes]] = {
    "200 empty": (200, b""),
    "200 page": (200, PAGE),
    "302": (302, b""),
    "401": (401, b""),
    "403": (403, b""),
    "500": (500, PAGE),
    "busy fault": (500, tape.fault("Receiver", "Action", "busy")),
    "busy fault with 200": (200, tape.fault("Receiver", "Action", "busy")),
    "not authorised": tape.NOT_AUTHORISED,
    "no memory": (500, tape.fault("Receiver", "OutofMemory", "out of memory")),
    "an entity": (200, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
}
#: By these a device says itself that it has no such call.
NONE_THERE: dict[str, tuple[int, bytes]] = {
    "not supported": tape.NOT_SUPPORTED,
    "not supported with 200": (200, tape.NOT_SUPPORTED[1]),
    "gSOAP": (500, tape.fault("Sender", "", "Method 'X' not implemented: method name or namespace not recognized")),
    "404": (404, PAGE),
}
#: Calls whose answer a control does not rest on, and why.
PROVES = {"GetDeviceInformation": "proves the login, which every later answer does as well"}
AGELESS = {"GetSystemDateAndTime": "no age and no token is in it: the tape's device takes digest"}
INDIFFERENT = {
    "no-audio": {
        **AGELESS,
        **PROVES,
        "GetAudioSources": "tells no microphone from a silent one; the profiles say that both are silent",
    },
    "clock": PROVES,
    "oldest-recording": PROVES,
    "recording": PROVES,
    "masks": {**AGELESS, **PROVES},
    "overlay": {**AGELESS, **PROVES},
}
#: A device without GetServices has no media2 (reference, G2): GetCapabilities says where the rest is.
WITHOUT_SERVICES = ("GetServices",)
JUNK = ("", "junk", "²", "-1", "9" * 5000, "0001-01-01T00:00:00Z")
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@dataclass(frozen=True)
class Box:
    """The camera in one state on tape. `verdicts` and `needs` are of the undamaged tape."""

    tape: Tape
    bench: Bench
    needs: dict[str, frozenset[Key]]
    verdicts: dict[str, Verdict]

    def judged(self, damaged_tape: Tape, key: Key) -> dict[str, Verdict]:
        """The verdicts of every control that asks for this answer."""
        touched = frozenset(setting for setting, keys in self.needs.items() if key in keys)
        found = self.bench.judged(reader(damaged_tape), touched)
        return {slug: finding.verdict for slug, finding in found.items()}


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    folder, found = tmp_path_factory.mktemp("lab"), {}
    whole = bench(folder / "bench")
    judging = replace(whole, controls={slug: one for slug, one in whole.controls.items() if slug != "views"})
    with running(folder) as site:
        for state in STATES:
            if state == "hardened":
                site.harden(accounts=True)
                site.device(LOBBY).advance(25)
            recorded = tape.record(told(site, LOBBY), [*judging.settings, "identity"])
            now = max(said.at for said in recorded.values())
            policy = replace(judging.policy, now=now, today=now.date())
            own = Bench(policy, judging.controls)
            needs = {setting: needed(recorded, setting) for setting in own.settings}
            judged = own.judged(reader(recorded))
            found[state] = Box(recorded, own, needs, {slug: one.verdict for slug, one in judged.items()})
    assert found["hardened"].verdicts["no-audio"] == "compliant"
    assert found["hardened"].verdicts["oldest-recording"] == "compliant"
    assert found["hardened"].verdicts["clock"] == "compliant"
    assert {slug for slug, verdict in found["drifted"].verdicts.items() if verdict in CLEAN} <= RIGHT_AT_FIRST
    return found


@pytest.fixture(params=STATES)
def box(request: pytest.FixtureRequest, boxes: dict[str, Box]) -> Box:
    return boxes[str(request.param)]


def broken(box: Box, key: Key) -> Iterator[tuple[str, Tape]]:
    """Every way in which a whole answer can be something else."""
    body = box.tape[key].body
    for name, (status, said) in REPLACED.items():
        yield name, damaged(box.tape, key, status, said)
    for cut in range(1, 16):
        yield f"cut at {cut}/16", damaged(box.tape, key, 200, body[: len(body) * cut // 16].rstrip())
    yield "without its last byte", damaged(box.tape, key, 200, body.rstrip()[:-1])
    root = etree.fromstring(body)
    answer = next(one for one in root if str(one.tag).endswith("}Body"))[0]
    answer[:] = []
    yield "emptied", damaged(box.tape, key, 200, etree.tostring(root))


def flips(box: Box, key: Key, of: Tape) -> list[str]:
    """Controls that the damage turned from not clean to clean."""
    return [
        f"{slug}: {box.verdicts[slug]} became {verdict}"
        for slug, verdict in box.judged(of, key).items()
        if box.verdicts[slug] not in CLEAN and verdict in CLEAN
    ]


def test_no_broken_answer_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{operation(key)}: {damage}: {flip}"
        for key in box.tape
        for damage, of in [*broken(box, key), *none_there(box, key)]
        for flip in flips(box, key, of)
    ]
    assert found == []


def none_there(box: Box, key: Key) -> Iterator[tuple[str, Tape]]:
    for name, (status, said) in NONE_THERE.items():
        yield name, damaged(box.tape, key, status, said)


def test_what_was_damaged_is_not_passed(boxes: dict[str, Box]) -> None:
    box = boxes["hardened"]
    passed = [
        f"{operation(key)}: {damage}: {slug} is {verdict}"
        for key in box.tape
        for damage, of in [*broken(box, key), *none_there(box, key)]
        for slug, verdict in box.judged(of, key).items()
        if verdict in CLEAN
        and slug not in SPARED
        and operation(key) not in INDIFFERENT.get(slug, {})
        and not (operation(key) in WITHOUT_SERVICES and damage in NONE_THERE)
    ]
    assert passed == []


def test_no_other_answer_in_its_place_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{operation(other)} for {operation(key)}: {flip}"
        for key in box.tape
        for other in box.tape
        if other != key
        for flip in flips(box, key, damaged(box.tape, key, 200, box.tape[other].body))
    ]
    assert found == []


def edits(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each element taken out, doubled, and each text replaced by junk."""
    count = sum(1 for _ in etree.fromstring(body).iter())
    for index in range(1, count):
        root = etree.fromstring(body)
        element = list(root.iter())[index]
        above, name = element.getparent(), etree.QName(element).localname
        assert above is not None
        if not len(element):
            kept = element.text
            for junk in JUNK:
                element.text = junk
                yield f"{name} is {junk[:20]!r}", etree.tostring(root)
            element.text = kept
        double = etree.fromstring(etree.tostring(element, with_tail=False))
        element.addnext(double)
        yield f"two {name}", etree.tostring(root)
        above.remove(double)
        above.remove(element)
        yield f"without {name}", etree.tostring(root)


def test_no_edit_of_one_field_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{operation(key)}: {edit}: {flip}"
        for key, said in box.tape.items()
        for edit, body in edits(said.body)
        for flip in flips(box, key, damaged(box.tape, key, 200, body))
    ]
    assert found == []


@BOUNDED
@given(data=st.data())
def test_no_bytes_turn_drift_into_a_pass(box: Box, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(box.tape)))
    body = box.tape[key].body
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 400)))
    between = data.draw(st.binary(max_size=12))
    of = damaged(box.tape, key, data.draw(st.sampled_from([200, 400, 500])), body[:start] + between + body[end:])
    assert flips(box, key, of) == []
