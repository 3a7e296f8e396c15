"""Damaged answers: none turns a drift into a pass, and only a DeviceError is raised."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline import drivers
from sightline.policy.finding import Verdict
from tests.drivers.hostile import BOUNDED, damaged
from tests.drivers.judging import CLEAN
from tests.drivers_frigate import damage
from tests.drivers_frigate.tape import Judging, Key, Tape
from tests.drivers_zoneminder.tape import MAKE, STATES, recorded
from tests.drivers_zoneminder.zmsite import NAME, write_estate

pytestmark = pytest.mark.thorough

SOURCE = "".join(path.read_text() for path in Path(drivers.__file__).parent.glob(f"{MAKE}/*.py"))
#: Controls that rest on the list of monitors.
OF_MONITORS = ("no-audio", "retention", "oldest-recording", "banned-analytics", "cameras-live", "recording")
#: Controls that are not clean any more where an answer is missing, of the hardened recorder.
NEEDED = {
    "/zm/api/host/login.json": (*OF_MONITORS, "default-login"),
    "/zm/api/monitors.json": OF_MONITORS,
    "/zm/api/users.json": (*OF_MONITORS, "default-login"),
    "/zm/api/host/daemonCheck.json": ("retention",),
    "/zm/api/host/getVersion.json": ("retention",),
    "/zm/index.php?view=filter": ("retention",),
    "/zm/index.php?view=filter&Id=1": ("retention",),
    "/zm/index.php?view=filter&Id=3": ("retention",),
    "/zm/api/host/getTimeZone.json": ("oldest-recording", "recording"),
    "/zm/api/configs/viewByName/ZM_OPT_USE_EVENTNOTIFICATION.json": ("banned-analytics",),
    "/zm/api/events/index.json?sort=StartDateTime&direction=asc&limit=2": ("oldest-recording",),
    "/zm/api/events/index/MonitorId:1.json?sort=StartDateTime&direction=asc&limit=2": ("oldest-recording",),
    "/zm/api/events/index/MonitorId:1.json?sort=StartDateTime&direction=desc&limit=2": ("recording",),
}
#: What the form of our filter shows, and what it would show of one that spares some footage, or does nothing.
WORSE = (
    ('name="filter[AutoDelete]" value="1" checked="checked"', 'name="filter[AutoDelete]" value="1"'),
    ('name="filter[Background]" value="1" checked="checked"', 'name="filter[Background]" value="1"'),
    ('name="filter[AutoMove]" value="1"', 'name="filter[AutoMove]" value="1" checked="checked"'),
    ('name="filter[AutoArchive]" value="1"', 'name="filter[AutoArchive]" value="1" checked="checked"'),
    ('value="-31 day"', 'value="-90 day"'),
    ('value="-31 day"', 'value="-31 week"'),
    ('value="-31 day"', 'value="31 day"'),
    ('value="-31 day"', 'value=""'),
    ('name="filter[Query][limit]" value="0"', 'name="filter[Query][limit]" value="1"'),
    ('<option value="EndDateTime" selected="selected">', '<option value="EndDateTime">'),
    ('<option value="EndDateTime" selected="selected">', '<option value="MonitorId" selected="selected">'),
    ('<option value="and" selected="selected">', '<option value="and">'),
    ('<option value="&lt;" selected="selected">', '<option value="&gt;" selected="selected">'),
    ('<option value="&lt;" selected="selected">', '<option value="&lt;">'),
    ('<option value="1">Archived Only', '<option value="1" selected="selected">Archived Only'),
    ('id="contentForm"', 'id="otherForm"'),
    ('<form name="contentForm" id="contentForm"', '<form id="contentForm"></form><form id="contentForm"'),
)


@dataclass(frozen=True)
class Box:
    """The recorder in one state on tape, and its verdicts."""

    tape: Tape
    judging: Judging
    verdicts: dict[str, Verdict]


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    folder = tmp_path_factory.mktemp("estate") / "estate"
    write_estate(folder, "https://192.0.2.9")
    judging = Judging.of(MAKE, folder, NAME)
    found = {state: Box(recorded(state), judging, judging.verdicts(recorded(state))) for state in STATES}
    for slug in ("no-audio", "retention", "oldest-recording"):
        assert (found["dirty"].verdicts[slug], found["hardened"].verdicts[slug]) == ("drift", "compliant"), slug
    return found


@pytest.fixture(params=STATES)
def box(request: pytest.FixtureRequest, boxes: dict[str, Box]) -> Box:
    return boxes[str(request.param)]


def test_no_broken_answer_turns_drift_into_a_pass(box: Box) -> None:
    found = [flip for key in box.tape for flip in damage.turned(box.judging, box.tape, key, box.verdicts, edit=False)]
    assert found == []


@pytest.mark.parametrize("path", NEEDED)
def test_what_the_hardened_recorder_does_not_say_is_not_passed(boxes: dict[str, Box], path: str) -> None:
    box = boxes["hardened"]
    [key] = [key for key in box.tape if key[1] == path]
    passed = [
        f"{name}: {slug}"
        for name, of in damage.broken(box.tape, key)
        for slug, verdict in box.judging.verdicts(of).items()
        if slug in NEEDED[path] and verdict in CLEAN and not whole(of, key)
    ]
    assert passed == []


def whole(tape: Tape, key: Key) -> bool:
    """A last byte that is white space says nothing."""
    return tape[key].body.strip() == recorded("hardened")[key].body.strip()


def test_no_edit_of_one_value_turns_drift_into_a_pass(boxes: dict[str, Box]) -> None:
    """But for those that say the good thing themselves: they are what a right recorder says."""
    box = boxes["dirty"]
    right = ("users.0.User.Enabled", "events.0.Event.StartDateTime")
    found = [
        f"{key[1]}: {name}: {flip}"
        for key in box.tape
        if key[0] == "GET" and key[1].startswith("/zm/api/")
        for name, of in damage.edits(box.tape, key)
        if looked_at(name) and not name.startswith(right)
        for flip in damage.flips(box.verdicts, box.judging.verdicts(of))
    ]
    assert found == []


def looked_at(name: str) -> bool:
    """Whether the driver knows a field by its name, or it is a part of a list."""
    field = name.partition(":")[0].rpartition(".")[2]
    return field.isdigit() or field in SOURCE


@pytest.mark.parametrize(("shown", "worse"), WORSE, ids=[worse[-50:] for _, worse in WORSE])
def test_a_filter_that_is_another_one_is_no_limit(boxes: dict[str, Box], shown: str, worse: str) -> None:
    box, key = boxes["hardened"], ("GET", "/zm/index.php?view=filter&Id=3")
    body = box.tape[key].body.decode()
    assert body.count(shown) >= 1, shown
    of = damaged(box.tape, key, 200, body.replace(shown, worse).encode())
    assert box.judging.verdicts(of)["retention"] in ("drift", "unread")


def test_a_filter_that_nobody_runs_is_no_limit(boxes: dict[str, Box]) -> None:
    box, key = boxes["hardened"], ("GET", "/zm/index.php?view=filter")
    body = re.sub(rb"(Sightline retention)\*", rb"\1", box.tape[key].body)
    assert box.judging.verdicts(damaged(box.tape, key, 200, body))["retention"] == "drift"
    stopped = damaged(box.tape, ("GET", "/zm/api/host/daemonCheck.json"), 200, b'{"result": 0}')
    assert box.judging.verdicts(stopped)["retention"] == "unread"


def test_a_release_whose_form_is_not_known_has_no_limit_that_can_be_read(boxes: dict[str, Box]) -> None:
    box, key = boxes["hardened"], ("GET", "/zm/api/host/getVersion.json")
    later = damaged(box.tape, key, 200, b'{"version": "1.38.0", "apiversion": "2.0"}')
    assert box.judging.verdicts(later)["retention"] == "unsupported"


def test_an_account_that_sees_some_monitors_alone_passes_nothing(boxes: dict[str, Box]) -> None:
    box, key = boxes["hardened"], ("GET", "/zm/api/users.json")
    told = json.loads(box.tape[key].body)
    told["users"][0]["User"]["MonitorIds"] = "1"
    after = box.judging.verdicts(damaged(box.tape, key, 200, json.dumps(told).encode()))
    assert {after[slug] for slug in ("no-audio", "retention", "oldest-recording")} == {"unread"}


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


def test_the_tapes_hold_no_token() -> None:
    assert not [key for state in STATES for key, said in recorded(state).items() if b"eyJ" in said.body]
