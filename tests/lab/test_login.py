"""Digest logins, the lock after wrong passwords, and what is counted."""

from pathlib import Path

import pytest
import requests
from requests.auth import HTTPDigestAuth

from sightline.lab import Lab, SimulatedDevice
from tests.lab.client import Client

LOCK = "Security/illegalLoginLock"


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_the_camera_takes_both_algorithms(camera: Client, algorithm: str) -> None:
    camera.algorithm = algorithm
    assert camera.get("System/deviceInfo").status == 200


def test_the_recorder_offers_md5_alone(nvr: Client) -> None:
    challenges = nvr.send("GET", "/ISAPI/System/deviceInfo").challenges
    assert [one.get("algorithm") for one in challenges] == [None]


def test_a_foreign_client_logs_in_and_keeps_its_nonce(lab: Lab, nvr_device: SimulatedDevice, tmp_path: Path) -> None:
    session = requests.Session()
    session.trust_env = False
    session.verify = str(tmp_path / f"{nvr_device.spec.name.replace('/', '.')}.pem")
    session.auth = HTTPDigestAuth("admin", "Lab-nvr-2026")
    for _ in range(3):
        assert session.get(f"{lab.address(nvr_device.spec.name)}/ISAPI/System/deviceInfo", timeout=3).status_code == 200
    session.close()
    assert nvr_device.counters.credentialed == 3
    assert nvr_device.counters.logins == 1
    assert nvr_device.counters.refused_logins == 0


def test_a_request_without_a_login_is_no_refused_login(nvr: Client, nvr_device: SimulatedDevice) -> None:
    reply = nvr.send("GET", "/ISAPI/Security/userCheck")
    assert reply.status == 401
    assert reply.value("lockStatus") == "unlock"
    assert reply.value("retryLoginTime") == "5"
    assert nvr_device.counters.refused_logins == 0


def test_five_wrong_passwords_lock_the_right_one_out_as_well(
    lab: Lab, nvr: Client, nvr_device: SimulatedDevice
) -> None:
    guesser = Client(lab.address(nvr_device.spec.name), "admin", "wrong")
    for left in (4, 3, 2, 1):
        assert guesser.get("Security/userCheck").value("retryLoginTime") == str(left)
    assert guesser.get("Security/userCheck").value("lockStatus") == "locked"
    reply = nvr.get("System/deviceInfo")
    assert reply.status == 401
    assert 1700 < int(reply.value("unlockTime")) <= 1800
    assert nvr_device.counters.refused_logins == 6
    nvr_device.advance(0.6)
    assert nvr.get("System/deviceInfo").status == 200


def test_the_lock_is_for_one_user(lab: Lab, nvr_device: SimulatedDevice, nvr: Client) -> None:
    guesser = Client(lab.address(nvr_device.spec.name), "guard", "wrong")
    for _ in range(6):
        guesser.get("System/deviceInfo")
    assert nvr.get("System/deviceInfo").status == 200


def test_a_right_password_forgives(lab: Lab, nvr: Client, nvr_device: SimulatedDevice) -> None:
    guesser = Client(lab.address(nvr_device.spec.name), "admin", "wrong")
    for _ in range(4):
        guesser.get("System/deviceInfo")
    assert nvr.get("System/deviceInfo").status == 200
    assert guesser.get("Security/userCheck").value("retryLoginTime") == "4"


def test_the_camera_locks_nobody_until_it_is_told_to(lab: Lab, camera: Client, camera_device: SimulatedDevice) -> None:
    guesser = Client(lab.address(camera_device.spec.name), "admin", "wrong")
    for _ in range(7):
        assert guesser.get("System/deviceInfo").status == 401
    assert camera.change(LOCK, "<enabled>false", "<enabled>true").status == 200
    for _ in range(5):
        guesser.get("System/deviceInfo")
    assert camera.get("System/deviceInfo").value("lockStatus") == "lock"


def test_a_nonce_count_has_to_increase(nvr: Client, nvr_device: SimulatedDevice) -> None:
    assert nvr.get("System/deviceInfo").status == 200
    nvr.count = 0
    assert nvr.get("System/deviceInfo").status == 401
    assert nvr_device.counters.refused_logins == 1


def test_a_used_up_nonce_is_stale_and_no_refused_login(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.nonce_uses = 2
    assert [nvr.get("System/deviceInfo").status for _ in range(3)] == [200, 200, 401]
    stale = nvr.get("System/deviceInfo")
    assert stale.challenges[0]["stale"] == "TRUE"
    nvr.challenge, nvr.count = stale.challenges[0], 0
    assert nvr.get("System/deviceInfo").status == 200
    assert nvr_device.counters.refused_logins == 0


def test_an_answer_for_another_url_is_refused(nvr: Client) -> None:
    nvr.learn()
    signed = nvr.authorization("GET", "/ISAPI/System/deviceInfo", 1)
    assert nvr.send("GET", "/ISAPI/Security/users", headers={"Authorization": signed}).status == 401


def test_basic_is_refused_and_counted(nvr: Client, nvr_device: SimulatedDevice) -> None:
    assert nvr.send("GET", "/ISAPI/System/deviceInfo", headers={"Authorization": "Basic YTpi"}).status == 401
    assert nvr_device.counters.refused_logins == 1


def test_an_operator_writes_nothing(lab: Lab, nvr_device: SimulatedDevice) -> None:
    guard = Client(lab.address(nvr_device.spec.name), "guard", "Lab-watch-2026")
    assert guard.get("System/Network/UPnP").status == 200
    reply = guard.change("System/Network/UPnP", "true", "false")
    assert (reply.status, reply.value("subStatusCode")) == (403, "lowPrivilege")
