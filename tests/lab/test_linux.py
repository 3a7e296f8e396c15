"""The Linux recorder is a real one, badly commissioned; it lives through a reboot, and nothing of it stays."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from ipaddress import ip_interface
from pathlib import Path

import pytest

from sightline.lab import LabError
from sightline.lab.linux import Recorder, why_not

pytestmark = [pytest.mark.scenario, pytest.mark.skipif(bool(why_not()), reason=why_not())]
NAME = "lab-test"
SEARCH = (
    b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n'
)
DAY = 86_400


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder(NAME) as running:
        yield running


def said(recorder: Recorder, port: int) -> bytes:
    """The first that a TCP port says."""
    with socket.create_connection((recorder.host, port), 5) as door:
        return door.recv(200)


def answered(recorder: Recorder, port: int, question: bytes) -> bytes:
    """The answer of a UDP port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(5)
        asking.sendto(question, (recorder.host, port))
        return asking.recv(2000)


def test_its_bad_defaults_answer_from_outside(recorder: Recorder) -> None:
    assert said(recorder, 21).startswith(b"220 ")
    assert said(recorder, 22).startswith(b"SSH-2.0-OpenSSH")
    assert said(recorder, 23).startswith(b"\xff"), "telnet"
    assert b"MiniUPnPd" in answered(recorder, 1900, SEARCH)


def test_its_services_are_all_up_and_see_no_other_network(recorder: Recorder) -> None:
    network = ip_interface(f"{recorder.host}/30").network
    assert recorder.run("systemctl is-system-running").strip() == "running"
    links = [line.split()[0] for line in recorder.run("ip -brief link").splitlines()]
    assert [link.partition("@")[0] for link in links] == ["lo", "eth0"]
    assert recorder.run("ip route") == f"{network} dev eth0 proto kernel scope link src {recorder.host} \n", (
        "no way out"
    )
    assert recorder.run("systemctl show inetutils-inetd -P UnitFileState").strip() == "generated"


def test_it_holds_footage_of_45_days_and_records(recorder: Recorder) -> None:
    ages = [time.time() - path.stat().st_mtime for path in (recorder.root / "srv/recordings/ch1").iterdir()]
    assert 44.9 * DAY < max(ages) < 45.1 * DAY
    assert min(ages) < 60, "the recording program writes"


def test_after_a_reboot_what_is_enabled_is_back_and_it_was_a_reboot(recorder: Recorder) -> None:
    host = recorder.host
    recorder.run("systemctl stop vsftpd; echo x >/run/there")
    recorder.reboot()
    assert (recorder.host, said(recorder, 21)[:4]) == (host, b"220 ")
    assert recorder.run("test -e /run/there || echo gone").strip() == "gone"


def test_two_programs_do_not_hold_one(recorder: Recorder) -> None:
    with pytest.raises(LabError, match=f"another program holds the recorder {NAME}"):
        Recorder(NAME).start()
    assert recorder.running


def test_one_that_a_killed_program_left_is_ended_and_nothing_stays() -> None:
    name = "lab-crash"
    if (child := os.fork()) == 0:
        Recorder(name).start()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    second = Recorder(name)
    assert second.running
    first = second.host_key
    second.start()
    assert second.host_key != first
    second.stop()
    assert not any(name in line for line in Path("/proc/mounts").read_text().splitlines())
    assert not Path(f"/run/netns/sightline-{name}").exists()
    assert not list(Path("/sys/fs/cgroup").glob(f"*/sightline-{name}"))
