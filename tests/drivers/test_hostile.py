"""Damaged replies: no damage turns a drift into a pass, and what was damaged is not passed (design, section 5).

"Clean" is what lets a run end with 0: compliant, or not applicable. An answer is a setting or a DeviceError; anything
else that a driver raises fails the test.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.drivers.labtape import Box, boxes
from tests.drivers.replay import NOT_SUPPORTED, REFUSALS
from tests.drivers.tape import Key, Tape, damaged

pytestmark = pytest.mark.thorough

CLEAN = ("compliant", "not_applicable")
BOXES = ("nvr drifted", "camera drifted", "nvr hardened", "camera hardened")
BOUNDED = settings(max_examples=150, deadline=None, derandomize=True, database=None)
PREFIX = "/ISAPI/"
CAPABILITIES = "System/capabilities"
#: By these answers a device says itself that it has no such thing (reference, section 0).
NONE_THERE = ("404", "403 notSupport")

#: By these a device tells what it recorded, and when.
RECORDED = ("ContentMgmt/record/tracks", "ContentMgmt/search", "System/time")
#: What a control passes without, by document: why the damage provably does not matter to it.
INDIFFERENT: dict[str, dict[str, str]] = {
    "accounts": {"Security/userCheck": "looks at accounts and the lock; the login is proven by the next reply"},
    "default-login": {
        "Security/ONVIF/users": "looks at the device's flag for its password",
        "Security/illegalLoginLock": "looks at the device's flag for its password",
        "Security/illegalLoginLock/capabilities": "looks at the device's flag for its password",
    },
    "asset-register": dict.fromkeys(RECORDED, "looks at addresses, not at what is recorded"),
    "cameras-live": dict.fromkeys(RECORDED, "looks at pictures, not at what is recorded"),
    "overlay": {
        "Streaming/channels/103": "the name stands at the main stream",
        "Streaming/channels/104": "the name stands at the main stream",
    },
    "oldest-recording": {
        "ContentMgmt/Storage/extension": "looks at what is held, not at the switch for overwriting",
    },
    "retention": {
        "ContentMgmt/search": "a track that records needs its limit whatever it holds",
        "System/time": "as above: the time only dates what is held",
    },
}
#: What the device has none of by its own word, undamaged.
NONE_OF = {"nvr hardened": {"banned-analytics"}, "camera hardened": {"cameras-live"}}
#: Here "there is none" is the device's own word, and its capabilities do not say otherwise (rule 5.2; section 11).
OWN_WORD = {
    ("remote-defaults", "System/Network/ssh"),
    # either of a recorder's two lists names its channels
    *((slug, "ContentMgmt/InputProxy/channels") for slug in ("cameras-live", "recording")),
    *((slug, "ContentMgmt/InputProxy/channels/status") for slug in ("asset-register", "recording", "no-audio")),
    *((slug, f"Streaming/channels/10{extra}") for slug in ("no-audio", "remote-defaults") for extra in (3, 4)),
}
#: The login's own document is asked first for every setting; what it says of us is looked at by default-login alone.
LOGIN = "Security/userCheck"
#: Capabilities claim switches that a device has; only what rests on "none there" needs them.
RESTS_ON_CAPABILITIES = ("remote-defaults", "banned-analytics")


@pytest.fixture(scope="module")
def taped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Box]:
    found = boxes(tmp_path_factory.mktemp("lab"))
    assert set(found) == set(BOXES)
    for name in ("nvr hardened", "camera hardened"):
        left = {slug: verdict for slug, verdict in found[name].verdicts.items() if verdict != "compliant"}
        assert left == dict.fromkeys(left.keys() & NONE_OF[name], "not_applicable"), name
    return found


@pytest.fixture(params=BOXES)
def box(request: pytest.FixtureRequest, taped: dict[str, Box]) -> Box:
    return taped[str(request.param)]


def path_of(key: Key) -> str:
    return key[1].removeprefix(PREFIX)


def healthy(box: Box) -> list[Key]:
    """Replies that hold a document, in a fixed order."""
    return sorted(key for key, said in box.tape.items() if said.status == 200)


def broken(box: Box, key: Key) -> Iterator[tuple[str, Tape]]:
    """Every way in which a whole reply can be something else."""
    for name, (status, body, kind) in REFUSALS.items():
        yield name, damaged(box.tape, key, status, body, kind)
    yield "401 without a challenge", damaged(box.tape, key, 401, b"")
    yield "403 deviceBusy", damaged(box.tape, key, 403, NOT_SUPPORTED[1].replace(b"notSupport", b"deviceBusy"))
    for cut in (1, 5, 2):
        body = box.tape[key].body
        yield f"cut by a {cut}th", damaged(box.tape, key, 200, body[: len(body) * (cut - 1) // cut].rstrip())


def flips(box: Box, key: Key, tape: Tape) -> Iterator[str]:
    """Controls that the damage turned from not clean to clean."""
    dirty = {
        box.controls[slug].reads.__name__.lower() for slug, verdict in box.verdicts.items() if verdict not in CLEAN
    }
    for slug, (verdict, _) in box.judged(tape, box.touched(key) & dirty).items():
        if box.verdicts[slug] not in CLEAN and verdict in CLEAN:
            yield f"{slug}: {box.verdicts[slug]} became {verdict}"


def of(box: Box, key: Key) -> frozenset[str]:
    """Settings of the controls that drift and ask for this reply."""
    reads = {box.controls[slug].reads.__name__.lower() for slug, verdict in box.verdicts.items() if verdict == "drift"}
    return box.touched(key) & reads


def indifferent(box: Box, slug: str, key: Key, damage: str) -> bool:
    path = path_of(key)
    if path in INDIFFERENT.get(slug, {}):
        return True
    if path == LOGIN:
        return slug != "default-login"
    recorder = ("GET", f"{PREFIX}ContentMgmt/InputProxy/channels", "") in box.tape
    if path == CAPABILITIES:  # a recorder's say nothing of what a camera behind it notices
        return slug not in RESTS_ON_CAPABILITIES and (recorder or slug != "tamper")
    # a recorder's channels are its inputs, and each stream has a document of its own
    if path == "Streaming/channels" and recorder:
        return True
    return damage in NONE_THERE and (slug, path) in OWN_WORD


@pytest.mark.parametrize("state", ["nvr hardened", "camera hardened"])
def test_what_was_damaged_is_not_passed(state: str, taped: dict[str, Box]) -> None:
    box, passed = taped[state], []
    for key in healthy(box):
        for damage, tape in broken(box, key):
            for slug, (verdict, found) in box.judged(tape, box.touched(key)).items():
                if verdict in CLEAN and not indifferent(box, slug, key, damage):
                    passed.append(f"{path_of(key)} {key[2]}: {damage}: {slug} is {verdict}: {found}"[:600])
    assert passed == []


def test_no_broken_reply_turns_drift_into_a_pass(box: Box) -> None:
    found = [
        f"{path_of(key)}: {damage}: {flip}"
        for key in sorted(box.tape)
        for damage, tape in broken(box, key)
        for flip in flips(box, key, tape)
    ]
    assert found == []


def test_no_other_document_turns_drift_into_a_pass(box: Box) -> None:
    keys = healthy(box)

    @BOUNDED
    @given(key=st.sampled_from(keys), other=st.sampled_from(keys))
    def holds(key: Key, other: Key) -> None:
        assert list(flips(box, key, damaged(box.tape, key, 200, box.tape[other].body))) == []

    holds()


#: No value of any field: neither a word that a device uses, nor a number that a driver can count with.
JUNK = (
    *("", " ", "junk", "²", "٣", "-1", "9" * 5000, "\u200btrue", "2026-13-45T99:99:99", "a" * 9_000, "1\n2", "../1"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", f"P{'9' * 5000}DT0H", f"P1DT{'9' * 400}H"),
)
#: Rows without which a document says something else that a device may well say.
ROWS = {
    "Security/users": ("User",),
    "ContentMgmt/Storage": ("hdd",),
    "Security/ONVIF/users": ("User",),
    "ContentMgmt/record/tracks": ("Track",),
}


def edit(body: bytes, index: int, junk: str | None) -> tuple[str, bytes]:
    """One element taken out, or its text replaced."""
    root = etree.fromstring(body)
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    element = elements[1 + index % (len(elements) - 1)]
    name, above = etree.QName(element).localname, element.getparent()
    assert above is not None
    if junk is None:
        above.remove(element)
        return f"without {name}", etree.tostring(root)
    element.text = junk
    return f"{name} is {junk[:20]!r}", etree.tostring(root)


def test_no_damaged_element_breaks_a_reading_or_turns_drift_into_a_pass(box: Box) -> None:
    keys = [key for key in healthy(box) if len(etree.fromstring(box.tape[key].body))]

    @BOUNDED
    @given(key=st.sampled_from(keys), index=st.integers(0, 2000), junk=st.sampled_from((None, *JUNK)))
    def holds(key: Key, index: int, junk: str | None) -> None:
        damage, body = edit(box.tape[key].body, index, junk)
        if junk is None and damage.removeprefix("without ") in ROWS.get(path_of(key), ()):
            return
        judged = box.judged(damaged(box.tape, key, 200, body), box.touched(key))
        passed = {slug for slug, (verdict, _) in judged.items() if verdict in CLEAN}
        assert {slug for slug in passed if box.verdicts[slug] not in CLEAN} == set(), damage

    holds()


@pytest.mark.parametrize("state", ["nvr hardened", "camera hardened"])
def test_every_field_of_a_lock_or_a_disk_may_be_junk(state: str, taped: dict[str, Box]) -> None:
    """Numbers and ids: where a driver counts, each junk is tried."""
    box = taped[state]
    for path in ("Security/illegalLoginLock", "ContentMgmt/Storage", "Streaming/channels", "System/time"):
        key = ("GET", PREFIX + path, "")
        for junk in JUNK:
            for index in range(6):
                _, body = edit(box.tape[key].body, index, junk)
                box.judged(damaged(box.tape, key, 200, body), box.touched(key))


def drifts(hardened: Box, drifted: Box) -> list[tuple[Key, Box]]:
    """The hardened device with one document as it was before, wherever that alone is a drift."""
    found = []
    for key in healthy(hardened):
        before = drifted.tape.get(key)
        if before is None or before.body == hardened.tape[key].body:
            continue
        tape = {**hardened.tape, key: before}
        judged = hardened.judged(tape, hardened.touched(key))
        verdicts = {**hardened.verdicts, **{slug: verdict for slug, (verdict, _) in judged.items()}}
        if "drift" in verdicts.values():
            found.append((key, replace(hardened, tape=tape, verdicts=verdicts)))
    return found


@pytest.mark.parametrize("device", ["nvr", "camera"])
def test_a_single_drift_is_not_hidden_by_any_broken_reply(device: str, taped: dict[str, Box]) -> None:
    single = drifts(taped[f"{device} hardened"], taped[f"{device} drifted"])
    assert len(single) >= 10
    hidden = []
    for at, box in single:
        near = [key for key in healthy(box) if key == at or (path_of(key) in SHARED and box.touched(key) & of(box, at))]
        for key in near:
            for damage, tape in broken(box, key):
                if key == at and path_of(key) in UNLISTED and damage in NONE_THERE:
                    continue
                hidden += [f"{path_of(at)} with {path_of(key)}: {damage}: {flip}" for flip in flips(box, key, tape)]
    assert hidden == []


#: Documents that several settings and channels rest on.
SHARED = (
    "System/deviceInfo",
    CAPABILITIES,
    "Streaming/channels",
    "ContentMgmt/Storage",
    "ContentMgmt/record/tracks",
    "ContentMgmt/InputProxy/channels",
    "Security/users",
)
#: Streams that the camera's list leaves out: that there is none is the device's own word (reference, section 0).
UNLISTED = ("Streaming/channels/103", "Streaming/channels/104")


def test_a_missing_lock_is_not_passed_where_no_flag_claims_one(taped: dict[str, Box]) -> None:
    """[F] recorders have a lock against guessing and no flag for it: 404 is no proof that nothing need be there."""
    box, key = taped["nvr hardened"], ("GET", f"{PREFIX}Security/illegalLoginLock", "")
    assert b"issupIllegalLoginLock" not in box.tape[("GET", PREFIX + CAPABILITIES, "")].body
    status, body, kind = REFUSALS["404"]
    verdict, _ = box.judged(damaged(box.tape, key, status, body, kind), frozenset({"accounts"}))["accounts"]
    assert verdict == "unsupported"


def test_a_lock_in_seconds_is_not_read_as_minutes(taped: dict[str, Box]) -> None:
    """[A] one device counts in seconds, and says so by the longest time that it takes."""
    for state, path in (("camera hardened", CAPABILITIES), ("nvr hardened", "Security/illegalLoginLock/capabilities")):
        box, key = taped[state], ("GET", PREFIX + path, "")
        said = box.tape[key].body
        assert b'max="120"' in said
        tape = damaged(box.tape, key, 200, said.replace(b'max="120"', b'max="3600"'))
        assert box.judged(tape, frozenset({"accounts"}))["accounts"][0] == "drift", "30 seconds are no 30 minutes"


def test_a_device_of_an_unknown_type_is_unread(box: Box) -> None:
    key = ("GET", f"{PREFIX}System/deviceInfo", "")
    body = re.sub(rb"<deviceType>\w+<", b"<deviceType>Doorbell<", box.tape[key].body)
    judged = box.judged(damaged(box.tape, key, 200, body), box.touched(key))
    kindless = {"firmware"}
    assert {verdict for slug, (verdict, _) in judged.items() if slug not in kindless} == {"unread"}
