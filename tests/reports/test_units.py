"""The printed units are good to systemd and to cron, whatever the estate's folder is called."""

import shlex
import shutil
import subprocess
from datetime import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.reports.units import Schedule, cron, service, timer

ANALYZE = shutil.which("systemd-analyze")
WITHOUT = pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze here: apt-get install systemd")
ODD = '/srv/50% of "it" $HOME \\ estate'


def a_schedule(folder: str = "/srv/estate", hours: int = 24, at: str = "00:10", user: str = "") -> Schedule:
    words = ["/bin/true", "--estate", folder, "schedule", "run", "--wait", "30", "--apply-exceptions"]
    return Schedule(
        estate="lab",
        folder=folder,
        words=words,
        hours=hours,
        at=time.fromisoformat(at),
        zone="Europe/London",
        user=user,
    )


@WITHOUT
@pytest.mark.parametrize("hours", [1, 2, 3, 4, 6, 8, 12, 24])
def test_systemd_takes_the_units(hours: int, tmp_path: Path) -> None:
    of = a_schedule(str(tmp_path), hours=hours, at="23:59", user="root")
    units = {"sightline-lab.service": service(of), "sightline-lab.timer": timer(of)}
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    ended = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", *(tmp_path / name for name in units)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ours = [line for line in (ended.stdout + ended.stderr).splitlines() if "sightline" in line]
    assert (ended.returncode, ours) == (0, [])


@WITHOUT
@pytest.mark.parametrize("hours", [1, 8, 24])
def test_the_calendar_is_what_was_asked_for(hours: int) -> None:
    [line] = [
        line for line in timer(a_schedule(hours=hours, at="13:05")).splitlines() if line.startswith("OnCalendar=")
    ]
    asked = [str(ANALYZE), "calendar", "--iterations", str(24 // hours), line.partition("=")[2]]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True).stdout
    elapses = [line.split()[-2] for line in said.splitlines() if "elapse:" in line or "Iter." in line]
    assert {text[-5:] for text in elapses} == {"05:00"}
    assert len(set(elapses)) == 24 // hours


def test_a_folder_of_odd_signs_stays_one_word() -> None:
    said = service(a_schedule(ODD))
    assert '"/srv/50%% of \\"it\\" $$HOME \\\\ estate"' in said
    line = cron(a_schedule(ODD))
    assert line.startswith("10 0 * * * ")
    assert shlex.split(line.replace("\\%", "%"))[5:] == a_schedule(ODD).words


@given(st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]), st.times())
def test_every_day_has_the_same_runs_evenly(hours: int, at: time) -> None:
    times = a_schedule(hours=hours, at=at.isoformat("minutes")).times
    assert len(times) == 24 // hours
    assert at.hour in times
    assert {after - before for before, after in pairwise(times)} <= {hours}
