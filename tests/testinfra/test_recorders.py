"""The second look at a recorder host agrees with Sightline where it is right, and fails where it is not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.estate.init import init
from sightline.estate.load import variable
from sightline.estate.state import State
from sightline.lab.linux import Recorder, why_not
from tests.testinfra.conftest import ROOT, Ran, Run, cases

real = [pytest.mark.scenario, pytest.mark.skipif(bool(why_not()), reason=why_not())]
NAME = "mill-lane/nvr-1"
LOOK = "tests/site/test_recorder_hosts.py"
#: Of no host.
OTHER = "AAAAC3NzaC1lZDI1NTE5AAAAIJWsTDgqeZgIqoW45B1wwKyNQhSiEKJzCZGEg2JV+4KK"
#: Runs before the second look, and after Sightline's own.
VISIT = """
def test_a_visit(recorder, recorder_host):
    assert recorder.inventory.recordings == ("/srv/recordings",)
    assert recorder.finding("remote-defaults").verdict == "drift"
    recorder_host.check_output("systemctl disable --now vsftpd")
    recorder_host.check_output("usermod -L -e 1 admin")
    recorder_host.check_output("sed -i 's/^record_audio.*/record_audio = no/' /etc/recorder.conf")
    recorder_host.check_output("touch -d '90 days ago' /srv/recordings/ch1/older.mp4")
"""


@pytest.fixture(scope="module")
def mill_lane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new estate that has the recorder of the Molecule scenario, as its installer left it."""
    folder = tmp_path_factory.mktemp("estate")
    init(folder)
    sites = folder / "inventory" / "sites"
    (sites / "example.yml").unlink()
    (folder / "inventory" / "estate.yml").write_text(
        "estate: lab\ntimezone: Europe/London\npolicy: housing_cctv\nsecrets: {store: env}\n"
    )
    site = (ROOT / "molecule" / "linux_recorder" / "site.yml").read_text()
    with Recorder("looked-at") as recorder:
        (sites / "mill-lane.yml").write_text(site.replace("{{ reached.address }}", recorder.address))
        State(folder).pin_host(f"{recorder.host} {recorder.host_key}")
        (folder / "key").write_text(f"key:{recorder.key}")
        yield folder


def look(estate: Path, *words: str) -> Ran:
    """pytest in the estate's folder."""
    command = [sys.executable, "-m", "pytest", "--junitxml=look.xml", "-W", "error", *words]
    secret = {variable(NAME): (estate / "key").read_text()}
    ended = subprocess.run(
        command, cwd=estate, env={**os.environ, **secret}, capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(ended.returncode, ended.stdout + ended.stderr, cases(estate / "look.xml"))


def failed(ran: Ran) -> set[str]:
    """The names of what did not pass."""
    return {name for name, case in ran.cases.items() if case.outcome != "passed"}


def test_an_estate_without_such_a_host_has_no_such_test(run: Run) -> None:
    ran = run(LOOK)
    assert (ran.status, ran.cases) == (pytest.ExitCode.NO_TESTS_COLLECTED, {})
    assert "skipped" not in ran.out


class TestOnARealRecorder:
    """One after the other: what is done on the host stays."""

    pytestmark = real

    def test_they_agree_though_everything_drifts(self, mill_lane: Path) -> None:
        ran = look(mill_lane, LOOK, f"--hosts={NAME}")
        assert (ran.status, failed(ran)) == (0, set()), ran.out
        assert f"test_a_service_is_as_found[{NAME}-telnet]" in ran.cases

    def test_what_changes_behind_the_back_of_one_is_seen_by_the_other(self, mill_lane: Path) -> None:
        own = mill_lane / "tests" / "site" / "test_a_visit.py"
        own.write_text(VISIT)
        ran = look(mill_lane, str(own), LOOK)
        assert failed(ran) == {
            f"test_a_service_is_as_found[{NAME}-ftp]",
            f"test_whoever_is_found_locked_cannot_log_in[{NAME}]",
            f"test_the_oldest_recording_is_as_found[{NAME}]",
            f"test_sound_is_kept_as_found[{NAME}]",
        }, ran.out
        own.unlink()

    def test_no_hash_and_no_key_is_in_what_they_say(self, mill_lane: Path) -> None:
        ran = look(mill_lane, LOOK, "-rA", "-vv", "--log-level=DEBUG", "--log-cli-level=DEBUG")
        assert "passwd -S" in ran.out, "commands are logged, as asked for"
        assert "$y$" not in ran.out
        assert "PRIVATE KEY" not in ran.out

    def test_a_host_whose_key_changed_is_not_looked_at(self, mill_lane: Path) -> None:
        pinned = State(mill_lane).known_hosts
        before = pinned.read_text()
        pinned.write_text(before.replace(before.split()[2], OTHER))
        ran = look(mill_lane, LOOK)
        pinned.write_text(before)
        assert {case.outcome for case in ran.cases.values()} == {"error"}
        assert "the host key changed" in ran.out
