"""The state folder remembers what keeps devices safe, and two processes never hold one lock."""

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import Busy, EstateError, NotAllowed
from sightline.estate.files import create_private, safe_name, write_private
from sightline.estate.state import Mark, Pin, State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOLD = """
import sys
from pathlib import Path
from sightline.estate.state import State
with State(Path(sys.argv[1])).lock("10.0.0.5:443", "run-7"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def state(tmp_path: Path) -> State:
    """Of an estate that has none yet."""
    return State(tmp_path)


def files(state: State, kind: str) -> list[Path]:
    """The files of one kind."""
    return list((state.folder / kind).iterdir())


def test_the_folder_and_its_files_are_private(state: State) -> None:
    state.mark_refused("10.0.0.5", "f", NOW, "")
    state.key()
    assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700
    for path in (state.folder / "key", *files(state, "refused")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert state.runs.is_dir()


def test_the_key_stays_the_same(state: State) -> None:
    assert len(state.key()) == 32
    assert state.key() == State(state.folder.parent).key()
    (state.folder / "key").write_bytes(b"short")
    with pytest.raises(EstateError, match="damaged"):
        state.key()


def test_a_second_process_does_not_replace_the_key(tmp_path: Path) -> None:
    assert create_private(tmp_path / "key", b"first")
    assert not create_private(tmp_path / "key", b"second")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"first"]


@pytest.mark.parametrize(
    "host", ["10.0.0.5", "nvr.example", "fe80::1%eth0", "../../etc/passwd", "", "x" * 5000, "a\0b"]
)
def test_a_refused_login_is_remembered_until_it_is_cleared(state: State, host: str) -> None:
    assert state.refused(host, "abc") is None
    state.mark_refused(host, "abc", NOW, "401, 2 tries left")
    assert State(state.folder.parent).refused(host, "abc") == Mark(
        host=host, fingerprint="abc", when=NOW, detail="401, 2 tries left"
    )
    assert state.refused(f"{host}0", "abc") is None
    assert state.refused(host, "def") is None
    state.clear_refused(host, "abc")
    state.clear_refused(host, "abc")
    assert state.refused(host, "abc") is None


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"host": 1}', '{"host": "a"}', "\udce9"])
def test_a_mark_that_cannot_be_read_keeps_us_away(state: State, damage: str) -> None:
    state.mark_refused("10.0.0.5", "abc", NOW, "")
    files(state, "refused")[0].write_bytes(damage.encode("utf-8", "surrogateescape"))
    with pytest.raises(NotAllowed, match="mark of a refused login cannot be read"):
        state.refused("10.0.0.5", "abc")


def test_a_pin_is_kept_and_a_damaged_one_is_no_consent(state: State) -> None:
    assert state.pins("court/nvr-1") is None
    state.set_pin("court/nvr-1", Pin(serial="S1", certificate_sha256="aa"))
    assert state.pins("court/nvr-1") == Pin(serial="S1", certificate_sha256="aa")
    files(state, "pins")[0].write_text(json.dumps({"serial": "S1"}))
    with pytest.raises(NotAllowed, match="pin of a device"):
        state.pins("court/nvr-1")


def test_a_lock_is_held_against_another_process_and_names_it(state: State) -> None:
    command = [sys.executable, "-c", HOLD, str(state.folder.parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(Busy, match=rf"run-7, pid {other.pid}\) holds 10\.0\.0\.5:443"),
            state.lock("10.0.0.5:443", "r"),
        ):
            pytest.fail("two processes hold the lock")
        with state.lock("10.0.0.6:443"):
            pass
        other.communicate("\n")
    with state.lock("10.0.0.5:443"):
        pass


def test_a_lock_dies_with_its_process(state: State) -> None:
    command = [sys.executable, "-c", HOLD, str(state.folder.parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
        other.wait()
        with state.lock("10.0.0.5:443"):
            pass


def test_a_lock_is_held_within_one_process_as_well_and_given_back_after_an_error(state: State) -> None:
    with state.lock("serial S1", "r"), pytest.raises(Busy), state.lock("serial S1", "r"):
        pytest.fail("held twice")
    with pytest.raises(ZeroDivisionError), state.lock("serial S1"):
        raise ZeroDivisionError
    with state.lock("serial S1"):
        pass


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_private(tmp_path / "a", b"old")

    def full(source: Path, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_private(tmp_path / "a", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_file_names_are_safe_and_differ(one: str, other: str) -> None:
    name = safe_name(one)
    assert "/" not in name
    assert len(name.encode()) < 100
    assert not name.startswith(".")
    assert (safe_name(other).lower() == name.lower()) is (one == other)


@pytest.mark.parametrize("damage", [b"{", b"[]", b'{"when": "soon"}', b'{"when": 3}', b"{}"])
def test_when_a_device_was_set_to_keep_less_is_remembered_or_not_known(state: State, damage: bytes) -> None:
    assert state.shortened("a/b") is None
    state.set_shortened("a/b", NOW)
    assert state.shortened("a/b") == NOW
    state.forget_shortened("a/b")
    assert state.shortened("a/b") is None
    state.set_shortened("a/b", NOW)
    [file] = files(state, "shortened")
    file.write_bytes(damage)
    assert state.shortened("a/b") is None
