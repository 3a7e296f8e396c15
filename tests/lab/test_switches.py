"""Each switch does what it says, to that device and no other."""

import http.client
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sightline.lab import SITE, Lab, LabError, SimulatedDevice
from tests.lab.client import ENTRANCE, NVR, Client

UPNP = "System/Network/UPnP"


def off(client: Client) -> str:
    return client.change(UPNP, "<enabled>true", "<enabled>false").value("statusCode")


def test_slow_waits(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.slow = 0.2
    started = time.monotonic()
    nvr.send("GET", "/ISAPI/System/deviceInfo")
    assert time.monotonic() - started >= 0.2


def test_dead_closes(nvr: Client, camera: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.dead = True
    with pytest.raises((ConnectionError, ssl.SSLError, http.client.BadStatusLine)):
        nvr.get("System/deviceInfo")
    assert camera.get("System/deviceInfo").status == 200
    assert nvr_device.counters.requests == 0


def test_hang_never_answers(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.hang = True
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    host, port = nvr.address.hostname or "", nvr.address.port
    connection = http.client.HTTPSConnection(host, port, timeout=0.3, context=unverified)
    connection.request("GET", "/ISAPI/System/deviceInfo")
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()


def test_half_breaks_off(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.half = True
    with pytest.raises(http.client.IncompleteRead):
        nvr.get("System/deviceInfo")


def test_truncated_is_whole_for_http_and_cut_for_xml(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.truncated = True
    reply = nvr.get("System/deviceInfo")
    assert reply.status == 200
    assert "</DeviceInfo>" not in reply.text


def test_wrong_type_is_a_page(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.wrong_type = True
    assert "<html>" in nvr.get("System/deviceInfo").text


def test_ignored_writes_are_answered_with_ok(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.ignore_writes = True
    assert off(nvr) == "1"
    assert nvr.get(UPNP).value("enabled") == "true"


def test_a_write_that_needs_a_reboot_is_seen_after_it(
    nvr: Client, nvr_device: SimulatedDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.lab.hikvision.device.REBOOT_SECONDS", 60)
    nvr_device.switches.needs_reboot = True
    assert off(nvr) == "7"
    assert nvr.get(UPNP).value("enabled") == "true"
    assert nvr.ask("PUT", "System/reboot").value("statusCode") == "1"
    with pytest.raises((ConnectionError, http.client.BadStatusLine)):
        nvr.get(UPNP)
    nvr_device._back_at = time.monotonic()  # type: ignore[attr-defined] # the Protocol does not name it
    nvr.learn()
    assert nvr.get(UPNP).value("enabled") == "false"


def test_locked_out_refuses_the_right_password(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.locked_out = True
    assert nvr.get("System/deviceInfo").value("lockStatus") == "locked"


def test_swapped_has_another_serial_number(nvr: Client, nvr_device: SimulatedDevice) -> None:
    before = nvr.get("System/deviceInfo").value("serialNumber")
    nvr_device.switches.swapped = True
    assert nvr.get("System/deviceInfo").value("serialNumber") != before


def test_refuse_put_has_no_body(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.refuse_put = True
    reply = nvr.change(UPNP, "<enabled>true", "<enabled>false")
    assert (reply.status, reply.body) == (403, b"")
    assert nvr.get(UPNP).value("enabled") == "true"


def test_busy_says_so(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.busy = True
    reply = nvr.get("System/deviceInfo")
    assert (reply.status, reply.value("statusCode")) == (403, "2")


def certificate_of(lab: Lab) -> str:
    at = urlsplit(lab.address(ENTRANCE))
    return ssl.get_server_certificate((at.hostname or "", at.port or 0))


def test_the_certificate_stays_between_starts_and_can_be_another(tmp_path: Path) -> None:
    with Lab(SITE, folder=tmp_path, port=0) as lab:
        usual = certificate_of(lab)
        lab[ENTRANCE].switches.new_certificate = True
        assert certificate_of(lab) != usual
    with Lab(SITE, folder=tmp_path, port=0) as lab:
        assert certificate_of(lab) == usual


def test_closing_the_door_it_is_reached_by_shuts_us_out(nvr: Client, nvr_device: SimulatedDevice) -> None:
    nvr.change("Security/adminAccesses/3", "<enabled>true", "<enabled>false")
    with pytest.raises((ConnectionError, ssl.SSLError, http.client.BadStatusLine)):
        nvr.get(UPNP)
    nvr_device.reset()
    nvr.learn()
    assert nvr.get(UPNP).status == 200


def test_a_switch_is_checked_by_name_and_type(nvr_device: SimulatedDevice) -> None:
    nvr_device.switches.set("slow", 1)
    assert nvr_device.switches.slow == 1.0
    for name, value in (("sloww", 1), ("dead", 1), ("slow", "1"), ("slow", -1)):
        with pytest.raises(LabError):
            nvr_device.switches.set(name, value)


def test_two_labs_at_once_need_two_ports(tmp_path: Path) -> None:
    with Lab(SITE[:1], folder=tmp_path, port=0) as lab:
        taken = urlsplit(lab.address(NVR)).port
        with pytest.raises(LabError, match=f"127.77.1.5:{taken} is taken"):
            Lab(SITE[:1], folder=tmp_path, port=taken).start()
