"""The lab as a program: it starts once, answers, and only it is ended."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.lab import LabError, daemon
from sightline.lab.control import PORT
from tests.cli.fixed import fixed_addresses

pytestmark = pytest.mark.xdist_group("addresses")
NVR = "riverside-court/nvr-1"


@pytest.fixture
def port() -> Iterator[int]:
    """The control endpoint's own, which no system gives away, while this test alone has the lab's fixed addresses."""
    with fixed_addresses():
        yield PORT


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[int]:
    daemon.start(tmp_path, port=port)
    try:
        yield port
    finally:
        daemon.stop(tmp_path)


def test_the_control_endpoint_moves_switches_and_resets(running: int) -> None:
    first = daemon.control("/devices", port=running)["devices"][0]
    assert (first["name"], first["address"]) == (NVR, "https://127.77.1.5:8443")
    moved = daemon.control("/advance", {"device": NVR, "hours": 2}, port=running)["devices"]
    assert moved[0]["clock_error_seconds"] > 7200
    assert moved[1]["clock_error_seconds"] == 0
    switched = daemon.control("/switch", {"device": NVR, "switch": "slow", "value": 0.5}, port=running)["devices"]
    assert switched[0]["switches"]["slow"] == 0.5
    assert daemon.control("/reset", {}, port=running)["devices"][0]["switches"]["slow"] == 0
    for path, body in (("/advance", {"hours": -1}), ("/switch", {"device": "x"}), ("/nothing", {})):
        with pytest.raises(LabError):
            daemon.control(path, dict(body), port=running)


def test_a_second_start_says_why_it_fails(running: int, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="runs already"):
        daemon.start(tmp_path, port=running)
    with pytest.raises(LabError, match=r"127\.77\.1\.5:8443 is taken"):
        daemon.start(tmp_path / "other", port=running)


def test_stop_ends_it_and_leaves_other_processes_alone(tmp_path: Path, port: int) -> None:
    daemon.start(tmp_path, port=port)
    assert daemon.stop(tmp_path)
    assert not daemon.stop(tmp_path)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        (tmp_path / daemon.PID_FILE).write_text(str(bystander.pid))
        assert not daemon.stop(tmp_path)
        assert bystander.poll() is None
        bystander.communicate(b"\n")


def test_a_second_lab_runs_beside_the_first_on_higher_ports(running: int, tmp_path: Path) -> None:
    other = tmp_path / "other"
    daemon.start(other, port=running + 9000, shift=9000)
    try:
        assert daemon.control_port(other) == running + 9000
        assert daemon.control("/devices", port=running + 9000)["devices"][0]["address"] == "https://127.77.1.5:17443"
    finally:
        daemon.stop(other)
