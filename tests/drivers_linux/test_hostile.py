"""Damaged answers: none turns a drift into a pass, what was damaged is not passed, and only a DeviceError is raised.

"Clean" is what lets a run end with 0: compliant, or not applicable.
"""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.drivers.linux import rsyslog
from sightline.drivers.linux.listeners import _forwarded
from tests.drivers_linux.judging import CLEAN, of_state, verdicts
from tests.drivers_linux.tape import STATES, joined, recorded, sections

pytestmark = pytest.mark.thorough

BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
#: Controls that are not clean any more where a section is missing, of the hardened host.
NEEDED = {
    "start": ("clock", "oldest-recording", "cameras-live", "recording"),
    "finish": ("clock", "oldest-recording", "cameras-live", "recording"),
    "audio": ("no-audio",),
    "folders": ("retention", "oldest-recording", "cameras-live", "recording"),
    "timer": ("retention",),
    "protected": (),
    "clock": ("clock",),
    "updates": ("firmware",),
    "identity": ("firmware",),
    "units": ("remote-defaults", "clock"),
    "listeners": ("remote-defaults",),
    "programs": ("remote-defaults",),
    "sshd": ("remote-defaults", "accounts"),
    "people": ("accounts", "default-login", "encrypted-export"),
    "lock": ("accounts",),
    "exports": ("encrypted-export",),
    "extracts": ("extracts-listed",),
    "removable": ("encrypted-export",),
    "readers": ("encrypted-export",),
    "disks": ("storage-health",),
    "log": ("device-log",),
}


def flips(state: str, output: bytes) -> list[str]:
    """Controls that the damage turned from not clean to clean."""
    before = of_state(state)
    return [
        f"{slug}: {before[slug]} became {verdict}"
        for slug, verdict in verdicts(output, state).items()
        if before[slug] not in CLEAN and verdict in CLEAN
    ]


def test_every_section_has_its_row() -> None:
    assert sections(recorded("dirty")).keys() == NEEDED.keys()


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("damage", ["missing", "not closed", "twice", "status 1", "status 9", "emptied"])
def test_what_was_damaged_is_not_passed(name: str, damage: str) -> None:
    parts = sections(recorded("hardened"))
    begin, end = f"\n--mark-- begin {name}\n".encode(), f"\n--mark-- end {name} 0\n".encode()
    whole, own = joined(parts), begin + parts[name] + end
    broken = {
        "missing": whole.replace(own, b""),
        "not closed": whole.replace(end, b"\n"),
        "twice": whole.replace(own, own + own),
        "status 1": whole.replace(end, end.replace(b" 0\n", b" 1\n")),
        "status 9": whole.replace(end, b"tool" + end.replace(b" 0\n", b" 9\n")),
        "emptied": whole.replace(own, begin + end),
    }[damage]
    told = verdicts(broken, "hardened")
    kept = ("lock", "removable") if damage == "emptied" else ()
    clean = [slug for slug in NEEDED[name] if told[slug] in CLEAN and not (name in kept and slug == "accounts")]
    assert clean == []


@pytest.mark.parametrize("state", STATES)
def test_no_section_of_the_hardened_host_may_stand_for_another_of_the_dirty_one(state: str) -> None:
    parts = sections(recorded(state))
    found = [
        f"{other} for {name}: {flip}"
        for name in parts
        for other in parts
        if other != name
        for flip in flips(state, joined({**parts, name: parts[other]}))
    ]
    assert found == []


@pytest.mark.parametrize("state", STATES)
def test_no_line_less_turns_drift_into_a_pass(state: str) -> None:
    """Lines that are themselves the drift are the host's own word, and not looked at."""
    words = (
        "value",
        "account admin",
        "account contractor",
        "file ",
        "unit ",
        "script ",
        "tcp ",
        "udp ",
        "set ",
        "inetd",
    )
    parts = sections(recorded(state))
    found = []
    for name, text in parts.items():
        lines = text.split(b"\n")
        for index, line in enumerate(lines):
            if line and not line.decode().startswith(words) and name != "folders":
                less = b"\n".join([*lines[:index], *lines[index + 1 :]])
                found += [f"{line!r}: {flip}" for flip in flips(state, joined({**parts, name: less}))]
    assert found == []


@BOUNDED
@given(data=st.data(), state=st.sampled_from(STATES))
def test_no_cut_turns_drift_into_a_pass(data: st.DataObject, state: str) -> None:
    output = recorded(state)
    assert flips(state, output[: data.draw(st.integers(0, len(output)))]) == []


@BOUNDED
@given(data=st.data(), state=st.sampled_from(STATES))
def test_no_noise_raises_anything_but_a_device_error(data: st.DataObject, state: str) -> None:
    output = recorded(state)
    start = data.draw(st.integers(0, len(output)))
    end = data.draw(st.integers(start, min(len(output), start + 60)))
    verdicts(output[:start] + data.draw(st.binary(max_size=12)) + output[end:], state)


@BOUNDED
@given(data=st.data(), state=st.sampled_from(STATES))
def test_no_word_is_too_odd(data: st.DataObject, state: str) -> None:
    parts = sections(recorded(state))
    name = data.draw(st.sampled_from(sorted(parts)))
    words = parts[name].split(b" ")
    place = data.draw(st.integers(0, len(words) - 1))
    words[place] = data.draw(
        st.sampled_from([b"", b"-", b"nan", b"inf", b"9" * 400, b"-1", b"\xff\x00", b"a:b:c", b"1e308"])
    )
    verdicts(joined({**parts, name: b" ".join(words)}), state)


@pytest.mark.parametrize("state", STATES)
def test_no_line_is_too_short_and_none_too_often(state: str) -> None:
    parts = sections(recorded(state))
    for name, text in parts.items():
        lines = text.split(b"\n")
        for line in dict.fromkeys(lines):
            index = lines.index(line)
            for odd in (line.split(b" ")[0] + b" ", line + b"\n" + line):
                flips(state, joined({**parts, name: b"\n".join([*lines[:index], odd, *lines[index + 1 :]])}))


def test_a_configuration_without_end_is_left_in_time() -> None:
    started = time.thread_time()
    assert rsyslog.collectors(["action(", *["a"] * 50_000], []) == ((), "action(")
    within = ["*.* action(", *["& a"] * 200, "*.* @10.0.0.4"]
    assert rsyslog.collectors(within, [])[0] == ()
    assert rsyslog.loads(["action(", *["a"] * 50_000]) == set()
    assert _forwarded("tcp " * 20_000).port == 0
    assert time.thread_time() - started < 2
